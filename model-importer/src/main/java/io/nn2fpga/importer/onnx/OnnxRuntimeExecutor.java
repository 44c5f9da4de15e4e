package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.InvalidProtocolBufferException;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a model by ONNX Runtime on the CPU, as written: graph optimisations are off.
 *
 * <p>The native library is loaded when the first executor is made, from {@code
 * onnxruntime.native.path} if that system property is set.
 */
public final class OnnxRuntimeExecutor implements FloatExecutor {
  /** The newest IR version that the release in use loads. */
  private static final int MAX_IR = 13;

  /** The newest standard operators that the release in use has. */
  private static final int MAX_OPSET = 25;

  private final ImportedModel model;
  private final ModelProto proto;
  private final int input;
  private final boolean batched;
  private final Set<String> observed;
  private final Set<String> fetched;
  private final OrtEnvironment environment;
  private final OrtSession session;

  /** An executor of one thread that observes every value that is not a constant. */
  public OnnxRuntimeExecutor(ImportedModel model) {
    this(model, computedValues(model), 1);
  }

  /**
   * An executor.
   *
   * @param observed names of values of the imported graph to return
   * @param threads threads within an operator, at least 1
   * @throws DiagnosticException if ONNX Runtime does not load, or refuses the model
   */
  public OnnxRuntimeExecutor(ImportedModel model, Collection<String> observed, int threads) {
    observed.forEach(model.graph()::value);
    this.model = model;
    this.proto = parse(model);
    this.input =
        proto.getGraph().getInputList().stream()
            .map(ValueInfoProto::getName)
            .toList()
            .indexOf(model.inputName());
    int axes = proto.getGraph().getInput(input).getType().getTensorType().getShape().getDimCount();
    this.batched = axes > model.inputType().shape().size();
    this.observed = new LinkedHashSet<>(observed);
    this.fetched = new LinkedHashSet<>(observed);
    fetched.remove(model.inputName());
    if (fetched.isEmpty()) {
      fetched.add(model.graph().outputs().get(0));
    }
    this.environment = environment();
    this.session = open(threads);
  }

  /** Whether the model itself has tensors of all these names. */
  public static boolean names(ImportedModel model, Collection<String> values) {
    return named(model).containsAll(values);
  }

  private static Set<String> named(ImportedModel model) {
    Set<String> named = new HashSet<>(model.graph().inputs());
    parse(model).getGraph().getNodeList().forEach(node -> named.addAll(node.getOutputList()));
    return named;
  }

  /** The values that depend on the input and that the model itself names. */
  private static List<String> computedValues(ImportedModel model) {
    Graph graph = model.graph();
    Set<String> named = named(model);
    Set<String> fromInput = new LinkedHashSet<>(graph.inputs());
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(fromInput::contains)) {
        fromInput.addAll(node.outputs());
      }
    }
    return fromInput.stream()
        .filter(named::contains)
        .filter(name -> RuntimeTensors.knows(graph.value(name).tensor().element()))
        .toList();
  }

  private static ModelProto parse(ImportedModel model) {
    try {
      return ModelProto.parseFrom(model.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the imported model does not parse again", e);
    }
  }

  /** Whether ONNX Runtime reads files of the model's versions, and the model has one input. */
  public static boolean reads(ImportedModel model) {
    ModelProto proto = parse(model);
    return proto.getIrVersion() <= MAX_IR
        && model.graph().inputs().size() == 1
        && RuntimeTensors.knows(model.inputType().element())
        && proto.getOpsetImportList().stream()
            .filter(set -> ModelHeader.isStandard(set.getDomain()))
            .allMatch(set -> set.getVersion() <= MAX_OPSET);
  }

  static OrtEnvironment environment() {
    try {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    } catch (LinkageError | IllegalStateException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.TOOL_MISSING,
              "the native library of ONNX Runtime does not load: " + firstLine(e),
              "nn2fpga doctor tells what this machine lacks"));
    }
  }

  /**
   * Stays here for good once the JVM is being shut down, by Ctrl-C for example: ONNX Runtime's own
   * hook closes its environment then, and native calls would abort the process.
   */
  static void waitIfShuttingDown() {
    Thread probe = new Thread(() -> {}, "probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
    } catch (IllegalStateException shuttingDown) {
      while (true) {
        LockSupport.park();
      }
    }
  }

  private OrtSession open(int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      waitIfShuttingDown();
      return environment.createSession(observable(), options);
    } catch (OrtException e) {
      throw refused("ONNX Runtime refuses the model: " + firstLine(e));
    }
  }

  /** The model with the observed tensors as its outputs and a batch axis fixed at 1. */
  private byte[] observable() {
    ModelProto.Builder copy = proto.toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    if (batched) {
      TensorShapeProto.Builder shape =
          graph.getInputBuilder(input).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      shape.getDimBuilder(0).clearDimParam().setDimValue(1);
    }
    graph.clearOutput();
    // Shapes that were inferred for another batch would contradict those at batch 1.
    graph.clearValueInfo();
    fetched.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    return copy.build().toByteArray();
  }

  @Override
  public Map<String, FloatTensor> run(FloatTensor sample) {
    if (!sample.type().shape().equals(model.inputType().shape())) {
      throw new IllegalArgumentException(sample.type() + " for input " + model.inputType());
    }
    List<Long> shape = new ArrayList<>();
    if (batched) {
      shape.add(1L);
    }
    sample.type().shape().forEach(extent -> shape.add((long) extent));
    int format = proto.getGraph().getInput(input).getType().getTensorType().getElemType();
    waitIfShuttingDown();
    try (OnnxTensor tensor = RuntimeTensors.create(environment, sample.data(), shape, format);
        OrtSession.Result result = session.run(Map.of(model.inputName(), tensor), fetched)) {
      Map<String, FloatTensor> seen = new LinkedHashMap<>();
      for (String name : observed) {
        seen.put(
            name,
            name.equals(model.inputName())
                ? sample
                : withoutBatch(name, (OnnxTensor) value(result, name)));
      }
      return seen;
    } catch (OrtException e) {
      throw refused("ONNX Runtime cannot run the model: " + firstLine(e));
    }
  }

  static OnnxValue value(OrtSession.Result result, String name) {
    return result
        .get(name)
        .orElseThrow(() -> new IllegalStateException("ONNX Runtime left out '" + name + "'"));
  }

  private FloatTensor withoutBatch(String name, OnnxTensor tensor) {
    TensorType type = model.graph().value(name).tensor();
    TensorInfo info = tensor.getInfo();
    float[] data = RuntimeTensors.floats(tensor);
    if (data.length != type.size()
        || info.getShape().length != type.shape().size() + (batched ? 1 : 0)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.IMPORT_MISMATCH,
              "ONNX Runtime computes '"
                  + name
                  + "' with extents "
                  + java.util.Arrays.toString(info.getShape())
                  + "; imported, a sample is "
                  + type,
              model.path().toString(),
              "please report this model"));
    }
    return new FloatTensor(new TensorType(type.shape(), FloatElement.F32), data);
  }

  private DiagnosticException refused(String message) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.MALFORMED_FILE,
            message,
            model.path().toString(),
            "check the model with onnx.checker and export it again"));
  }

  static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not close its session", e);
    }
  }
}
