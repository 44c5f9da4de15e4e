package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
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
    ModelInput model = Pipelines.input(context.nn);
    QuantizationOptions options = context.options;
    Preprocessing preprocessing = preprocessing(context, model.channels(), input);
    if (options.rawBytes() && options.bits().input() == InputEncoding.RAW_BITS) {
      InputEncoding raw = InputEncoding.ofRawBytes(model, preprocessing);
      if (folds(context.nn, raw)) {
        return raw;
      }
    }
    Encoding encoding = Encoding.of(context.range(input), options.bits().input(), options.method());
    context.defineEncoding(input, encoding);
    return InputEncoding.calibrated(model, preprocessing, encoding);
  }

  /** The preprocessing; where it does not fit, none, with which the layers can be checked. */
  private static Preprocessing preprocessing(LoweringContext context, int channels, String input) {
    Preprocessing preprocessing = context.options.preprocessing();
    if (preprocessing.fits(channels)) {
      return preprocessing;
    }
    context.problems.add(
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
    return Preprocessing.NONE;
  }

  /** Whether all that first computes with the codes can take in their scales and zero points. */
  private static boolean folds(Graph nn, InputEncoding raw) {
    return folds(nn, nn.inputs().get(0), raw);
  }

  private static boolean folds(Graph nn, String value, InputEncoding raw) {
    List<Node> readers = nn.readers(value);
    return !readers.isEmpty() && readers.stream().allMatch(reader -> takes(nn, reader, raw));
  }

  private static boolean takes(Graph nn, Node node, InputEncoding raw) {
    boolean perTensor = raw.scales().size() == 1 && raw.zeroPoints().size() == 1;
    if (node.op() instanceof ScalePreserving) {
      boolean image = nn.value(node.output()).tensor().shape().size() > 1;
      // channels of another shape are not the channels of the preprocessing
      boolean sameChannels =
          perTensor
              || !image
              || node.op() instanceof MaxPool
              || (node.op() instanceof Transpose && Transpositions.isFree(nn, node));
      return sameChannels && folds(nn, node.output(), raw);
    }
    if (node.op() instanceof HostTail) {
      return false;
    }
    if (StreamMoves.isMove(node)) {
      return perTensor && folds(nn, node.output(), raw);
    }
    if (node.op() instanceof AveragePool
        || node.op() instanceof GlobalAveragePool
        || SumLowering.isSum(nn, node)) {
      return perTensor;
    }
    if (ProductLowering.isProduct(nn, node)) {
      double zero = raw.zeroPoints().get(0);
      return perTensor && zero == Math.rint(zero);
    }
    boolean padded =
        node.op() instanceof Conv conv && conv.pads().stream().anyMatch(pad -> pad > 0);
    return !padded || raw.padValue().isPresent();
  }
}
