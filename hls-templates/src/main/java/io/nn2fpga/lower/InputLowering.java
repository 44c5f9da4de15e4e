package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.Preprocessing;
import java.util.List;

/**
 * Chooses the codes of the network's input: raw bytes where the first layer can take their scale
 * and zero point in, else codes of the calibrated range, which the driver makes.
 */
final class InputLowering {
  private InputLowering() {}

  static InputEncoding encoding(LoweringContext context) {
    String input = context.nn.inputs().get(0);
    TensorType type = context.type(input);
    QuantizationOptions options = context.options;
    checkPreprocessing(options.preprocessing(), ChannelsLast.of(type).channels(), input);
    if (options.rawBytes() && options.bits().input() == InputEncoding.RAW_BITS) {
      InputEncoding raw = InputEncoding.ofRawBytes(type, options.preprocessing());
      if (folds(context.nn, raw)) {
        return raw;
      }
    }
    Encoding encoding = Encoding.of(context.range(input), options.bits().input());
    context.defineEncoding(input, encoding);
    return InputEncoding.calibrated(type, options.preprocessing(), encoding);
  }

  private static void checkPreprocessing(Preprocessing preprocessing, int channels, String input) {
    if (!preprocessing.fits(channels)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "preprocessing has "
                  + preprocessing.mean().size()
                  + " means and "
                  + preprocessing.std().size()
                  + " standard deviations for "
                  + channels
                  + (channels == 1 ? " channel" : " channels"),
              "input '" + input + "'",
              "give one number for all channels, or one for each"));
    }
  }

  /** Whether what first computes with the codes can take in their scales and zero points. */
  private static boolean folds(Graph nn, InputEncoding raw) {
    boolean perTensor = raw.scales().size() == 1 && raw.zeroPoints().size() == 1;
    List<Node> readers = nn.readers(nn.inputs().get(0));
    while (!readers.isEmpty() && readers.get(0).op() instanceof ScalePreserving) {
      Node node = readers.get(0);
      boolean image = nn.value(node.output()).tensor().shape().size() > 1;
      if (!perTensor && image && !(node.op() instanceof MaxPool)) {
        return false; // channels of another shape are not the channels of the preprocessing
      }
      readers = nn.readers(node.output());
    }
    if (readers.isEmpty() || readers.get(0).op() instanceof HostTail) {
      return false;
    }
    Node first = readers.get(0);
    if (first.op() instanceof AveragePool || first.op() instanceof GlobalAveragePool) {
      return perTensor;
    }
    boolean padded =
        first.op() instanceof Conv conv && conv.pads().stream().anyMatch(pad -> pad > 0);
    return !padded || raw.padValue().isPresent();
  }
}
