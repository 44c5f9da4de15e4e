package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.quant.CodeGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The map from a signal's integers to the codes that a quantizer gives for them, by the model's own
 * operators in binary32: one integer a channel at a time. Where the operators treat all pixels of a
 * channel alike, one pixel stands for all.
 */
final class SignalCodes {
  private static final int MOST_CHECKED = 1 << 12;

  private final QuantizedContext context;
  private final Signal signal;
  private final Node quantizer;
  private final TensorType type;
  private final int[] places;

  /**
   * Prepares a map.
   *
   * @param quantizer reads the end of the signal's chain
   * @throws io.nn2fpga.diag.DiagnosticException if an operator differs within a channel
   */
  SignalCodes(QuantizedContext context, Signal signal, Node quantizer) {
    this.context = context;
    this.signal = signal;
    this.quantizer = quantizer;
    int channels = context.frame(signal.value()).extent(2);
    TensorType whole = signal.fromType();
    places = new int[channels];
    if (channels == whole.size()) {
      type = whole;
      for (int c = 0; c < channels; c++) {
        places[c] = signal.frame().order().get(c);
      }
    } else {
      List<Integer> shape = new ArrayList<>(Collections.nCopies(whole.shape().size(), 1));
      if (channels > 1) {
        shape.set(0, channels);
      }
      type = new TensorType(shape, FloatElement.F32);
      for (int c = 0; c < channels; c++) {
        places[c] = c;
      }
    }
    requireAlike();
  }

  private void requireAlike() {
    for (Node node : signal.chain()) {
      for (String operand : node.inputs()) {
        if (!context.nn.isConstant(operand)) {
          continue;
        }
        TensorType constant = context.type(operand);
        if (constant.size() > 1 && constant.size() != places.length) {
          throw QuantizedContext.unsupported(
              node,
              "a constant " + constant + " differs within a channel",
              "use one number a channel");
        }
      }
    }
  }

  int channels() {
    return places.length;
  }

  /**
   * Whether the codes lose nothing: dequantized they are what the chain gives, for all integers.
   */
  boolean isExact(CodeGrid grid) {
    if (signal.range().max() - signal.range().min() > MOST_CHECKED) {
      return false;
    }
    for (long n = signal.range().min(); n <= signal.range().max(); n++) {
      long[] integers = new long[places.length];
      Arrays.fill(integers, n);
      Tensor reals = reals(integers);
      int[] codes = ((IntTensor) evaluate(quantizer, reals)).data();
      for (int i = 0; i < codes.length; i++) {
        float back = (float) (codes[i] - grid.zeroPoint()) * grid.scale();
        if (back != ((FloatTensor) reals).data()[i]) {
          return false;
        }
      }
    }
    return true;
  }

  /** The code of one integer in each channel. */
  int[] codes(long[] integers) {
    IntTensor codes = (IntTensor) evaluate(quantizer, reals(integers));
    int[] result = new int[integers.length];
    for (int c = 0; c < result.length; c++) {
      result[c] = codes.data()[places[c]];
    }
    return result;
  }

  private Tensor reals(long[] integers) {
    float[] reals = new float[integers.length];
    for (int c = 0; c < reals.length; c++) {
      reals[places[c]] = signal.origin().real(c, integers[c]);
    }
    Tensor tensor = new FloatTensor(new TensorType(type.shape(), FloatElement.F32), reals);
    for (Node node : signal.chain()) {
      tensor = evaluate(node, tensor);
    }
    return tensor;
  }

  private Tensor evaluate(Node node, Tensor x) {
    List<Tensor> operands = new ArrayList<>();
    for (String operand : node.inputs()) {
      operands.add(context.nn.isConstant(operand) ? context.nn.constant(operand) : x);
    }
    return Signals.operation(node).evaluate(operands).get(0);
  }
}
