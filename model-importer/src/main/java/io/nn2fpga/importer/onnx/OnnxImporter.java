package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.einstein.Definition;
import io.nn2fpga.einstein.DefinitionFile;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ONNX model, opsets 7 to 28, as an nn graph for one sample, or for whole tensors.
 *
 * <p>Values keep the names of the model's tensors and nodes those of its nodes. Nodes that the
 * output does not depend on are dropped; what is known at import becomes a constant.
 */
public final class OnnxImporter {
  private static final String MICROSOFT = "com.microsoft";
  private static final Map<String, NodeImport> IMPORTS = new TreeMap<>();
  private static final String IF = "If";

  static {
    Stream.of(
            ArithmeticImports.ALL,
            CastImports.ALL,
            ConstantImports.ALL,
            ElementwiseImports.ALL,
            IntegerImports.STANDARD,
            QuantizationImports.ALL,
            LpPoolImports.ALL,
            MatrixImports.ALL,
            NormalizationImports.ALL,
            ReductionImports.ALL,
            ShapeImports.ALL,
            TailImports.ALL,
            UnaryImports.ALL,
            FillImports.ALL,
            GatherImports.ALL,
            MovementImports.ALL,
            PoolImports.ALL,
            ResizeImports.ALL,
            WindowImports.ALL)
        .forEach(IMPORTS::putAll);
  }

  private final OnnxFile source;
  private final GraphProto proto;
  private final String file;
  private final Topology.Places places;
  private final Diagnostics diagnostics = new Diagnostics();
  private final AxisZero reading;

  /** If nodes whose conditions are known, by index. */
  private final Map<Integer, Boolean> branches = new TreeMap<>();

  /** Operators of other domains that the user defined, by name. */
  private final Map<String, Definition> definitions;

  private OnnxImporter(OnnxFile source, AxisZero reading, Map<String, Definition> definitions) {
    this.reading = reading;
    this.definitions = definitions;
    this.source = source;
    this.proto = source.model().getGraph();
    this.file = String.valueOf(source.path().getFileName());
    this.places = new Topology.Places(file, proto);
  }

  /** The operators that can be imported, by name, for documentation. */
  public static Set<String> operators() {
    Set<String> names = new TreeSet<>(IMPORTS.keySet());
    names.add(IF);
    return names;
  }

  /** The operators of other domains that can be imported, as DOMAIN.NAME, for documentation. */
  public static Set<String> operatorsOfOtherDomains() {
    Set<String> names = new TreeSet<>();
    IntegerImports.MICROSOFT.keySet().forEach(name -> names.add(MICROSOFT + "." + name));
    QonnxImports.ALL.keySet().forEach(name -> names.add("qonnx.custom_op.general." + name));
    return names;
  }

  /** The import of a standard operator, or null if there is none. */
  static @Nullable NodeImport standard(String operator) {
    return IMPORTS.get(operator);
  }

  private static @Nullable NodeImport find(NodeProto node) {
    String domain = node.getDomain();
    Map<String, NodeImport> imports =
        ModelHeader.isStandard(domain)
            ? IMPORTS
            : domain.equals(MICROSOFT)
                ? IntegerImports.MICROSOFT
                : QonnxImports.isDomain(domain) ? QonnxImports.ALL : Map.of();
    return imports.get(node.getOpType());
  }

  /**
   * Imports a network whose inputs have a batch as axis 0, which is free or 1.
   *
   * @throws DiagnosticException with everything that keeps the model from being imported
   */
  public static ImportedModel read(Path path) {
    return read(path, ReadOptions.DEFAULT.with(AxisZero.BATCH));
  }

  /**
   * Imports a model with inputs and outputs of any number and element type; elements that are no
   * real numbers are the numbers that they are, truth values 0 and 1.
   *
   * @throws DiagnosticException with everything that keeps the model from being imported
   */
  public static ImportedModel read(Path path, ReadOptions options) {
    OnnxFile given = Binding.apply(OnnxFile.read(path), options.bound());
    OnnxFile source = isQonnx(given) ? InputAnnotations.quantize(given) : given;
    Map<String, Definition> definitions = DefinitionFile.read(options.customOperators());
    Imported imported = importGraph(source, options.axisZero(), definitions);
    boolean custom =
        imported.source().model().getGraph().getNodeList().stream()
            .anyMatch(node -> CustomImport.isCustom(node, definitions));
    return new ImportedModel(
        imported.graph(),
        isQonnx(source) ? KernelSet.QONNX : KernelSet.ONNX,
        custom ? OnnxReader.FORMAT_WITH_CUSTOM_OPERATORS : OnnxReader.FORMAT,
        path,
        imported.source().bytes(),
        imported.folded());
  }

  private static boolean isQonnx(OnnxFile source) {
    return source.model().getGraph().getNodeList().stream()
        .anyMatch(node -> QonnxImports.isDomain(node.getDomain()));
  }

  /**
   * The names of a model's inputs, in order, without those that have initial values.
   *
   * @throws DiagnosticException if the file is no ONNX model
   */
  public static List<String> inputs(Path path) {
    GraphProto graph = OnnxFile.read(path).model().getGraph();
    Set<String> given = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> given.add(tensor.getName()));
    return graph.getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !given.contains(name))
        .toList();
  }

  /**
   * The operators of a model's nodes, each once, in order.
   *
   * @throws DiagnosticException if the file is no ONNX model
   */
  public static List<String> operatorsOf(Path path) {
    return OnnxFile.read(path).model().getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .distinct()
        .toList();
  }

  /** A graph, and the file with functions and branches inlined that it is the graph of. */
  private record Imported(Graph graph, OnnxFile source, List<String> folded) {}

  private static Imported importGraph(
      OnnxFile source, AxisZero reading, Map<String, Definition> definitions) {
    if (reading != AxisZero.AUTO) {
      return new OnnxImporter(source, reading, definitions).importGraph();
    }
    try {
      return new OnnxImporter(source, AxisZero.BATCH, definitions).importGraph();
    } catch (DiagnosticException withBatch) {
      try {
        return new OnnxImporter(source, AxisZero.WHOLE, definitions).importGraph();
      } catch (DiagnosticException whole) {
        // Where only the reading is wrong, the other one's problems are the user's.
        boolean closer =
            !refusesInputs(whole) || whole.diagnostics().size() < withBatch.diagnostics().size();
        throw refusesInputs(withBatch) && closer ? whole : withBatch;
      }
    }
  }

  private static boolean refusesInputs(DiagnosticException failure) {
    return failure.diagnostics().stream()
        .anyMatch(d -> d.code() == Code.UNKNOWN_SHAPE || d.code() == Code.UNSUPPORTED_MODEL);
  }

  private Imported importGraph() {
    ModelHeader header = new ModelHeader(source.model(), file, reading, diagnostics);
    int opset = header.opset();
    GraphAssembly assembly =
        new GraphAssembly(
            modelName(), file, header.initializers(), computedNames(), reading != AxisZero.WHOLE);
    for (ValueInfoProto input : header.inputs()) {
      NumberFormat format = header.inputFormat(input);
      TensorType type = header.inputType(input);
      if (format != null && type != null && diagnostics.isEmpty()) {
        assembly.input(input.getName(), asCodes(type, format), format);
      }
    }
    List<String> outputs = header.outputs();
    List<Integer> order = order(header);
    boolean headerFits = diagnostics.isEmpty();
    order.forEach(this::checkOperator);
    if (headerFits) {
      Set<String> used = usedNames(order, outputs);
      order.forEach(node -> importNode(assembly, node, opset, used));
    }
    if (!branches.isEmpty()) {
      // What else there is to report is found again with the branches in place.
      return new OnnxImporter(Inlining.branches(source, branches), reading, definitions)
          .importGraph();
    }
    diagnostics.throwIfAny();
    outputs.forEach(output -> output(assembly, output));
    diagnostics.throwIfAny();
    Graph graph = assembly.builder().build();
    return new Imported(graph, source, folded(graph, order));
  }

  /** The operators of nodes that the outputs depend on and that the graph has no node of. */
  private List<String> folded(Graph graph, List<Integer> order) {
    Set<String> sources = new HashSet<>();
    graph.nodes().forEach(node -> sources.add(node.source()));
    return order.stream()
        .filter(index -> !sources.contains(places.node(index)))
        .map(index -> proto.getNode(index).getOpType())
        .toList();
  }

  /** Integers that a quantized model takes are codes, those of any other model numbers. */
  private TensorType asCodes(TensorType type, NumberFormat format) {
    IntegerElement codes = format.codes();
    boolean quantized =
        proto.getNodeList().stream().anyMatch(n -> QuantizationImports.takesCodes(n.getOpType()));
    return codes == null || !quantized ? type : new TensorType(type.shape(), codes);
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

  private boolean isSupported(NodeProto node) {
    boolean branch = ModelHeader.isStandard(node.getDomain()) && node.getOpType().equals(IF);
    return branch || importOf(node) != null;
  }

  /** What imports a node, the user's definitions first; null if nothing does. */
  private @Nullable NodeImport importOf(NodeProto node) {
    return CustomImport.isCustom(node, definitions)
        ? CustomImport.of(node, definitions)
        : find(node);
  }

  private void checkOperator(int index) {
    NodeProto node = proto.getNode(index);
    if (!isSupported(node)) {
      diagnostics.add(UnknownOperator.of(node, places.nodeAndOutputs(index)));
    }
  }

  private Set<String> computedNames() {
    Set<String> names = new HashSet<>();
    proto.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    return names;
  }

  private Set<String> usedNames(List<Integer> order, List<String> outputs) {
    Set<String> used = new HashSet<>(outputs);
    order.forEach(node -> used.addAll(proto.getNode(node).getInputList()));
    return used;
  }

  private void importNode(GraphAssembly assembly, int index, int opset, Set<String> used) {
    NodeProto node = proto.getNode(index);
    boolean inputsKnown =
        node.getInputList().stream().allMatch(i -> i.isEmpty() || assembly.isDefined(i));
    NodeImport operator = importOf(node);
    if (!inputsKnown || !isSupported(node)) {
      return;
    }
    NodeScope scope = new NodeScope(assembly, places, index, opset);
    try {
      if (operator == null) {
        branches.put(index, condition(scope));
        return;
      }
      if (!scope.hasResult(0)) {
        throw scope.refuse("the first result is left out", null);
      }
      operator.apply(scope);
      checkResults(assembly, scope, node, used);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  private static boolean condition(NodeScope scope) {
    Constant condition = scope.constant(0, "the condition");
    if (condition.size() != 1) {
      throw scope.refuse("the condition is of extents " + condition.dims(), null);
    }
    return condition.integers()[0] != 0;
  }

  private static void checkResults(
      GraphAssembly assembly, NodeScope scope, NodeProto node, Set<String> used) {
    scope.checkAttributes();
    for (String result : node.getOutputList()) {
      if (used.contains(result) && !assembly.isDefined(result)) {
        throw scope.refuse(
            "the result '" + result + "' is used, but only the first one is computed", null);
      }
    }
  }

  private void output(GraphAssembly assembly, String output) {
    Constant constant = assembly.constant(output);
    if (constant == null) {
      assembly.builder().output(assembly.value(output));
    } else if (constant.dims().contains(0)) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "output '" + output + "' has no elements: extents " + constant.dims(),
              file,
              null));
    } else {
      assembly
          .builder()
          .output(assembly.addConstant(output, "output", wholeNumbers(output, constant)));
    }
  }

  private FloatTensor wholeNumbers(String output, Constant constant) {
    if (!constant.isFloat()) {
      for (long element : constant.integers()) {
        if (Math.abs(element) > NumberFormat.EXACT) {
          diagnostics.add(
              Diagnostic.of(
                  Code.UNSUPPORTED_MODEL,
                  "output '" + output + "' holds " + element + ", more than binary32 holds exactly",
                  file,
                  null));
        }
      }
    }
    return constant.tensor();
  }
}
