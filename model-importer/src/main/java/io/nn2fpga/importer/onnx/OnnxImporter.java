package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads an ONNX model, opsets 7 to 22, as an nn graph for one sample.
 *
 * <p>Values keep the names of the model's tensors and nodes those of its nodes. Nodes that the
 * output does not depend on are dropped; what is known at import becomes a constant.
 */
public final class OnnxImporter {
  private static final Map<String, NodeImport> IMPORTS = new TreeMap<>();

  static {
    Stream.of(
            ConstantImports.ALL,
            DenseImports.ALL,
            ElementwiseImports.ALL,
            ShapeImports.ALL,
            TailImports.ALL,
            WindowImports.ALL)
        .forEach(IMPORTS::putAll);
  }

  private final OnnxFile source;
  private final GraphProto proto;
  private final String file;
  private final Topology.Places places;
  private final Diagnostics diagnostics = new Diagnostics();

  private OnnxImporter(OnnxFile source) {
    this.source = source;
    this.proto = source.model().getGraph();
    this.file = String.valueOf(source.path().getFileName());
    this.places = new Topology.Places(file, proto);
  }

  /** The operators that can be imported, by name, for documentation. */
  public static Set<String> operators() {
    return java.util.Collections.unmodifiableSet(IMPORTS.keySet());
  }

  /**
   * Imports a model.
   *
   * @param path an ONNX file with one float32 input {@code [batch, ...]} and one output
   * @throws DiagnosticException with everything that keeps the model from being imported
   */
  public static ImportedModel read(Path path) {
    OnnxFile source = OnnxFile.read(path);
    Graph graph = new OnnxImporter(source).importGraph();
    return new ImportedModel(graph, KernelSet.ONNX, OnnxReader.FORMAT, path, source.bytes());
  }

  private Graph importGraph() {
    ModelHeader header = new ModelHeader(source.model(), file, diagnostics);
    int opset = header.opset();
    ValueInfoProto input = header.input();
    TensorType inputType = input == null ? null : header.inputType(input);
    String output = header.output();
    List<Integer> order = order(header);
    if (input == null || inputType == null || output == null || !diagnostics.isEmpty()) {
      order.forEach(this::checkOperator);
      diagnostics.throwIfAny();
      throw new IllegalStateException("a model without input or output went unreported");
    }
    order.forEach(this::checkOperator);
    GraphAssembly assembly =
        new GraphAssembly(modelName(), file, header.initializers(), computedNames());
    assembly.input(input.getName(), inputType);
    Set<String> used = usedNames(order, output);
    order.forEach(node -> importNode(assembly, node, opset, used));
    diagnostics.throwIfAny();
    return finish(assembly, output);
  }

  private List<Integer> order(ModelHeader header) {
    Set<String> given = new HashSet<>(header.initializers().keySet());
    proto.getInputList().forEach(i -> given.add(i.getName()));
    return new Topology(proto, given, places, diagnostics).order();
  }

  private String modelName() {
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static boolean isSupported(NodeProto node) {
    return ModelHeader.isStandard(node.getDomain()) && IMPORTS.containsKey(node.getOpType());
  }

  private void checkOperator(int index) {
    NodeProto node = proto.getNode(index);
    if (!isSupported(node)) {
      String domain = ModelHeader.isStandard(node.getDomain()) ? "" : node.getDomain() + ".";
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "'" + domain + node.getOpType() + "' has no hardware form",
              places.nodeAndOutputs(index),
              "end the network before this node, or replace it; docs/operators.md lists what is"
                  + " built"));
    }
  }

  private Set<String> computedNames() {
    Set<String> names = new HashSet<>();
    proto.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    return names;
  }

  private Set<String> usedNames(List<Integer> order, String output) {
    Set<String> used = new HashSet<>(Set.of(output));
    order.forEach(node -> used.addAll(proto.getNode(node).getInputList()));
    return used;
  }

  private void importNode(GraphAssembly assembly, int index, int opset, Set<String> used) {
    NodeProto node = proto.getNode(index);
    boolean inputsKnown =
        node.getInputList().stream().allMatch(i -> i.isEmpty() || assembly.isDefined(i));
    NodeImport operator = IMPORTS.get(node.getOpType());
    if (!inputsKnown || operator == null || !isSupported(node)) {
      return;
    }
    NodeScope scope = new NodeScope(assembly, places, index, opset);
    try {
      if (!scope.hasResult(0)) {
        throw scope.refuse("the first result is left out", null);
      }
      operator.apply(scope);
      checkResults(assembly, scope, node, used);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  private static void checkResults(
      GraphAssembly assembly, NodeScope scope, NodeProto node, Set<String> used) {
    List<String> unread = scope.attributes().unread();
    if (!unread.isEmpty()) {
      throw scope.refuse("attribute '" + unread.get(0) + "' is not known", null);
    }
    for (String result : node.getOutputList()) {
      if (used.contains(result) && !assembly.isDefined(result)) {
        throw scope.refuse(
            "the result '" + result + "' is used, but only the first one is computed", null);
      }
    }
  }

  private Graph finish(GraphAssembly assembly, String output) {
    if (assembly.constant(output) != null || assembly.builder().build().nodes().isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL, "the model computes nothing from its input", file, null));
    }
    assembly.builder().output(assembly.value(output));
    Graph graph = assembly.builder().build();
    Map<String, Node> producers = new HashMap<>();
    for (Node node : graph.nodes()) {
      Node before = producers.get(node.input());
      if (before != null && before.op() instanceof HostTail && !(node.op() instanceof HostTail)) {
        diagnostics.add(
            Diagnostic.of(
                Code.UNSUPPORTED_OPERATOR,
                "an operator that the host driver computes is not at the end of the network",
                before.source(),
                "end the network before this node; it is read by " + node.source()));
      }
      producers.put(node.output(), node);
    }
    diagnostics.throwIfAny();
    return graph;
  }
}
