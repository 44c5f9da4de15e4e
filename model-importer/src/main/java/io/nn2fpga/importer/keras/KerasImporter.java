package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a Keras model as an nn graph for one sample. Values have the names of the layers that give
 * them, and Keras' layout: channels last.
 */
final class KerasImporter {
  /** More numbers than any network for an FPGA takes. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private static final Map<String, LayerImport> IMPORTS = new TreeMap<>();

  static {
    Stream.of(
            ActivationLayers.ALL,
            LinearLayers.ALL,
            MergeLayers.ALL,
            NormalizationLayers.ALL,
            PoolLayers.ALL,
            QuantizedLayers.ALL,
            ShapeLayers.ALL)
        .forEach(IMPORTS::putAll);
  }

  private final KerasFile file;
  private final String name;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, String> values = new HashMap<>();

  private KerasImporter(KerasFile file, String name) {
    this.file = file;
    this.name = name;
  }

  /** The layers that can be imported, by class, for documentation. */
  static Set<String> layers() {
    Set<String> names = new java.util.TreeSet<>(IMPORTS.keySet());
    names.add("InputLayer");
    return Collections.unmodifiableSet(names);
  }

  /**
   * Imports a model.
   *
   * @throws DiagnosticException with everything that keeps the model from being imported
   */
  static ImportedModel read(Path path) {
    KerasFile file = KerasFile.read(path);
    Graph graph = new KerasImporter(file, String.valueOf(path.getFileName())).importGraph();
    return new ImportedModel(graph, KernelSet.QONNX, KerasReader.FORMAT, path, file.bytes());
  }

  private Graph importGraph() {
    KerasModel model = KerasModel.parse(file.config(), name);
    List<KerasLayer> order = order(model);
    order.stream().filter(l -> !l.isInput()).forEach(this::checkClass);
    int dot = name.lastIndexOf('.');
    Graph.Builder builder =
        Graph.builder(dot > 0 ? name.substring(0, dot) : model.name(), Level.NN);
    // In the order of the configuration, which is that of the model's inputs.
    model.layers().stream()
        .filter(layer -> layer.isInput() && order.contains(layer))
        .forEach(layer -> input(builder, layer));
    try (Hdf5File hdf5 = Hdf5File.open(file.weights(), file.weightsAt())) {
      LayerWeights.Store weights = new LayerWeights.Store(hdf5, model.layers());
      order.stream().filter(l -> !l.isInput()).forEach(l -> importLayer(builder, l, weights));
    }
    diagnostics.throwIfAny();
    new java.util.LinkedHashSet<>(model.outputs())
        .forEach(output -> builder.output(Objects.requireNonNull(values.get(output))));
    Graph graph = builder.build();
    if (graph.inputs().isEmpty()) {
      throw malformed("the model has no input", null);
    }
    return graph;
  }

  /** The layers that the outputs need, each behind those it takes results from. */
  private List<KerasLayer> order(KerasModel model) {
    Map<String, KerasLayer> byName = new HashMap<>();
    model.layers().forEach(layer -> byName.put(layer.name(), layer));
    Set<String> live = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(model.outputs());
    while (!open.isEmpty()) {
      String next = open.pop();
      KerasLayer layer = byName.get(next);
      if (layer == null) {
        throw malformed("layer '" + next + "' is used but is not in the model", null);
      }
      if (live.add(next)) {
        open.addAll(layer.inputs());
      }
    }
    List<KerasLayer> waiting =
        new ArrayList<>(model.layers().stream().filter(l -> live.contains(l.name())).toList());
    List<KerasLayer> order = new ArrayList<>();
    Set<String> done = new HashSet<>();
    while (!waiting.isEmpty()) {
      List<KerasLayer> ready =
          waiting.stream().filter(layer -> done.containsAll(layer.inputs())).toList();
      if (ready.isEmpty()) {
        throw malformed(
            "layers take each other's results in a cycle: "
                + waiting.stream().map(KerasLayer::name).toList(),
            "recurrent networks have to be unrolled");
      }
      order.addAll(ready);
      ready.forEach(layer -> done.add(layer.name()));
      waiting.removeAll(ready);
    }
    return order;
  }

  private void checkClass(KerasLayer layer) {
    String at = name + ", layer '" + layer.name() + "' (" + layer.className() + ")";
    if (layer.className().equals("Lambda")) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "a 'Lambda' layer holds Python code, which is not executed",
              at,
              "replace it by layers of Keras"));
    } else if (!IMPORTS.containsKey(layer.className())) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "layers of class '" + layer.className() + "' cannot be imported",
              at,
              "end the network before this layer, or replace it; docs/operators.md lists what is"
                  + " read"));
    } else if (layer.calls() > 1) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the layer is applied " + layer.calls() + " times",
              at,
              "give each place in the network a layer of its own"));
    } else if (layer.inputs().isEmpty()) {
      diagnostics.add(
          Diagnostic.of(Code.MALFORMED_FILE, "the layer takes nothing", at, "save it again"));
    }
  }

  private void input(Graph.Builder builder, KerasLayer layer) {
    JsonNode shape = layer.config().path("batch_shape");
    if (!shape.isArray()) {
      shape = layer.config().path("batch_input_shape");
    }
    String what = "input '" + layer.name() + "'";
    List<Integer> extents = new ArrayList<>();
    long size = 1;
    for (int axis = 1; axis < shape.size(); axis++) {
      int extent = shape.get(axis).isInt() ? shape.get(axis).asInt() : 0;
      extents.add(extent);
      size = extent < 1 || size > MAX_ELEMENTS ? -1 : size * extent;
    }
    if (extents.isEmpty() || size < 1 || size > MAX_ELEMENTS) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNKNOWN_SHAPE,
              what + (shape.isArray() ? " has the extents " + shape : " has no shape"),
              name,
              "build the model with a fixed input shape; only the batch may be free"));
      return;
    }
    JsonNode type = layer.config().path("dtype");
    String word = type.isObject() ? type.path("config").path("name").asText() : type.asText();
    if (!word.isEmpty() && !word.startsWith("float") && !word.startsWith("mixed")) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              what + " is of element type " + word,
              name,
              "build the model with a float32 input"));
      return;
    }
    builder.input(layer.name(), new TensorType(extents, FloatElement.F32));
    values.put(layer.name(), layer.name());
  }

  private void importLayer(Graph.Builder builder, KerasLayer layer, LayerWeights.Store weights) {
    LayerImport layerImport = IMPORTS.get(layer.className());
    boolean known = values.keySet().containsAll(layer.inputs());
    if (layerImport == null || !known || layer.inputs().isEmpty() || layer.calls() > 1) {
      return; // reported, or what comes before it is
    }
    List<String> inputs =
        layer.inputs().stream().map(n -> Objects.requireNonNull(values.get(n))).toList();
    LayerScope scope =
        new LayerScope(builder, layer, inputs, weights.of(layer.name()), file.version(), name);
    try {
      layerImport.apply(scope);
      values.put(layer.name(), scope.flush());
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  private DiagnosticException malformed(
      String message, @org.jspecify.annotations.Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(Code.MALFORMED_FILE, message, name, hint));
  }
}
