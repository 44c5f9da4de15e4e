package io.nn2fpga.importer.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.onnx.write.OnnxWriter;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An nn graph as {@link OnnxWriter} writes it, in ONNX Runtime on the CPU with the runtime's own
 * optimisations: what the host driver runs.
 */
public final class WrittenGraph implements TensorExecutor {
  /** ONNX' number for binary32. */
  private static final int FLOAT = 1;

  private final Graph graph;
  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * Writes and loads a graph.
   *
   * @throws DiagnosticException if a node cannot be written, or ONNX Runtime refuses the file
   */
  public WrittenGraph(Graph graph) {
    this(graph, OnnxWriter.write(graph));
  }

  /**
   * Writes and loads a graph as kernels compute it.
   *
   * @throws DiagnosticException if a node cannot be written, or ONNX Runtime refuses the file
   */
  public WrittenGraph(Graph graph, KernelSet kernels) {
    this(graph, OnnxWriter.write(graph, kernels).bytes());
  }

  /**
   * Loads a graph that was written before.
   *
   * @param file what {@link OnnxWriter#write} gave for it
   * @throws DiagnosticException if ONNX Runtime refuses the file
   */
  public WrittenGraph(Graph graph, byte[] file) {
    this.graph = graph;
    environment = OnnxRuntimeExecutor.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OnnxRuntimeExecutor.waitIfShuttingDown();
      session = environment.createSession(file, options);
    } catch (OrtException e) {
      throw refused("loads", e);
    }
  }

  /**
   * Runs one sample.
   *
   * @param input the only input
   * @return every output; codes as the numbers that they are
   */
  @Override
  public Map<String, FloatTensor> run(FloatTensor input) {
    Map<String, FloatTensor> results = new LinkedHashMap<>();
    run(Map.of(graph.inputs().get(0), input))
        .forEach((name, tensor) -> results.put(name, (FloatTensor) tensor));
    return results;
  }

  @Override
  public Map<String, Tensor> run(Map<String, ? extends Tensor> inputs) {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      OnnxRuntimeExecutor.waitIfShuttingDown();
      for (String name : graph.inputs()) {
        FloatTensor numbers = NnInterpreter.numbers(Objects.requireNonNull(inputs.get(name), name));
        List<Long> extents = new ArrayList<>();
        numbers.type().shape().forEach(extent -> extents.add((long) extent));
        given.put(name, RuntimeTensors.create(environment, numbers.data(), extents, FLOAT));
      }
      try (OrtSession.Result result = session.run(given)) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (String name : graph.outputs()) {
          OnnxTensor tensor = (OnnxTensor) OnnxRuntimeExecutor.value(result, name);
          TensorType type = new TensorType(graph.value(name).tensor().shape(), FloatElement.F32);
          results.put(name, new FloatTensor(type, RuntimeTensors.floats(tensor)));
        }
        return results;
      }
    } catch (OrtException e) {
      throw refused("runs", e);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private DiagnosticException refused(String does, OrtException failure) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.IMPORT_MISMATCH,
            "the host's part '"
                + graph.name()
                + "' "
                + does
                + " not in ONNX Runtime: "
                + OnnxRuntimeExecutor.firstLine(failure),
            "please report this model"));
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
