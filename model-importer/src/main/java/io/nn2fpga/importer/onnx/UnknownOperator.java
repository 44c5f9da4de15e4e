package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import java.util.List;

/** Says of an operator that cannot be imported why not, and what to do about it. */
final class UnknownOperator {
  private static final String DEFAULT_HINT =
      "end the network before this node, or replace it; docs/operators.md lists what is built";

  /**
   * Operators that have a common reason.
   *
   * @param prefix what their names start with
   */
  private record Reason(String prefix, String reason, String hint) {}

  private static final String DATA_DEPENDENT = "how many results it has depends on the data";
  private static final String ON_HOST = "end the network before this node and do it on the host";
  private static final String RECURRENT = "it keeps a state from step to step";
  private static final String UNROLL = "unroll the steps before the export";
  private static final String NO_TENSOR = "it works on what is no tensor of numbers";

  private static final List<Reason> REASONS =
      List.of(
          new Reason("Loop", "its body runs as often as the data say", UNROLL),
          new Reason("Scan", RECURRENT, UNROLL),
          new Reason("RNN", RECURRENT, UNROLL),
          new Reason("LSTM", RECURRENT, UNROLL),
          new Reason("GRU", RECURRENT, UNROLL),
          new Reason("NonMaxSuppression", DATA_DEPENDENT, ON_HOST),
          new Reason("Unique", DATA_DEPENDENT, ON_HOST),
          new Reason("Compress", DATA_DEPENDENT, ON_HOST),
          new Reason("Sequence", NO_TENSOR, ON_HOST),
          new Reason("SplitToSequence", NO_TENSOR, ON_HOST),
          new Reason("ConcatFromSequence", NO_TENSOR, ON_HOST),
          new Reason("Optional", NO_TENSOR, ON_HOST),
          new Reason("String", NO_TENSOR, ON_HOST),
          new Reason(
              "DynamicQuantize",
              "its scale is computed from each sample's data",
              "quantize the model statically, with scales from calibration data"),
          new Reason("Random", "its results are random", "export the model in evaluation mode"),
          new Reason("Bernoulli", "its results are random", "export the model in evaluation mode"),
          new Reason("Multinomial", "its results are random", ON_HOST),
          new Reason(
              "Attention",
              "it is not taken apart",
              "export with an older opset, as matrix products and a softmax"),
          new Reason(
              "RotaryEmbedding",
              "it is not taken apart",
              "export with an older opset, as products and sums"));

  private UnknownOperator() {}

  /**
   * The diagnostic of a node whose operator cannot be imported.
   *
   * @param at the node's place
   */
  static Diagnostic of(NodeProto node, String at) {
    boolean standard = ModelHeader.isStandard(node.getDomain());
    if (!standard && !node.getOpType().startsWith("DynamicQuantize")) {
      return diagnostic(
          "'" + node.getDomain() + "." + node.getOpType() + "' has no hardware form",
          at,
          "export the model with standard operators, or with this one as a function of the model,"
              + " or define it in a file for --custom-operators; see docs/custom-operators.md");
    }
    String message = "'" + node.getOpType() + "' has no hardware form";
    return REASONS.stream()
        .filter(r -> node.getOpType().startsWith(r.prefix()))
        .findFirst()
        .map(r -> diagnostic(message + ": " + r.reason(), at, r.hint()))
        .orElseGet(() -> diagnostic(message, at, DEFAULT_HINT));
  }

  private static Diagnostic diagnostic(String message, String at, String hint) {
    return Diagnostic.of(Code.UNSUPPORTED_OPERATOR, message, at, hint);
  }
}
