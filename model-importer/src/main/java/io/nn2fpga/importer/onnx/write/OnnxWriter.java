package io.nn2fpga.importer.onnx.write;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes nn graphs as ONNX models. */
public final class OnnxWriter {
  /** The first operators with Gelu; ONNX Runtime has had them since 1.17. */
  private static final int OPSET = 20;

  /** The IR version of the ONNX release that brought these operators. */
  private static final int IR_VERSION = 9;

  private static final Map<Class<? extends Operation>, NodeWriter> WRITERS = new HashMap<>();

  static {
    WRITERS.putAll(ArithmeticWriters.ALL);
    WRITERS.putAll(MovementWriters.ALL);
    WRITERS.putAll(WindowWriters.ALL);
    WRITERS.putAll(ReductionWriters.ALL);
    WRITERS.putAll(QuantizationWriters.ALL);
  }

  private OnnxWriter() {}

  /** Whether every graph of this operation can be written, number formats aside. */
  static boolean knows(Class<? extends Operation> operation) {
    return WRITERS.containsKey(operation);
  }

  /**
   * An ONNX model.
   *
   * @param bytes of the file; the same ones for the same graph and kernels
   * @param exact whether each value of its outputs is known to be the one that the kernels'
   *     interpreter computes, to the last bit
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  public record Written(byte[] bytes, boolean exact) {}

  /**
   * The bytes of an ONNX model that computes a graph in real numbers, all in binary32.
   *
   * @param graph an nn graph; its values' names become the model's names of inputs and outputs
   * @return the same bytes for the same graph
   * @throws DiagnosticException with every node that cannot be written
   */
  public static byte[] write(Graph graph) {
    return write(graph, KernelSet.ONNX).bytes();
  }

  /**
   * An ONNX model that computes a graph as {@link io.nn2fpga.nn.KernelInterpreter} does for
   * TFLite's kernels, and in real numbers for the others.
   *
   * @param graph an nn graph; its values' names become the model's names of inputs and outputs
   * @param kernels whose arithmetic operators on codes have
   * @throws DiagnosticException with every node that cannot be written
   */
  public static Written write(Graph graph, KernelSet kernels) {
    OnnxScope scope = new OnnxScope(graph);
    Diagnostics problems = new Diagnostics();
    Function<Node, List<String>> plainly = node -> results(scope, node, problems);
    boolean exact = false;
    if (kernels.isTflite()) {
      exact = new QuantizedGraphWriter(graph, scope, QuantizedKernels.of(kernels), plainly).write();
    } else {
      for (Node node : graph.nodes()) {
        List<String> results = plainly.apply(node);
        for (int i = 0; i < results.size(); i++) {
          scope.define(node.outputs().get(i), results.get(i));
        }
      }
    }
    problems.throwIfAny();
    byte[] bytes =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("nn2fpga")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(scope.finish())
            .build()
            .toByteArray();
    return new Written(bytes, exact);
  }

  /** Writes a node as what it is; notes a problem and gives its values' names if that cannot be. */
  private static List<String> results(OnnxScope scope, Node node, Diagnostics problems) {
    NodeWriter writer = WRITERS.get(node.op().getClass());
    List<String> results = writer == null ? null : writer.write(scope, node);
    if (results != null) {
      return results;
    }
    problems.add(
        Diagnostic.of(
            Code.UNSUPPORTED_OPERATOR,
            "'" + node.op().mnemonic() + "' of this form cannot be written as ONNX",
            node.source().isEmpty() ? "node '" + node.name() + "'" : node.source(),
            "the host's part of the network is run from an ONNX file: export the model without"
                + " this operator"));
    return node.outputs();
  }
}
