package io.nn2fpga.cli.folding;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.requantize.Requantize;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A chain of 40 convolutions with the sizes of a MobileNetV2 (Sandler et al. 2018, table 2): its
 * expansions and projections, and a full 3 x 3 convolution where it has a strided depthwise one.
 */
final class LargeNetwork {
  /** Table 2: channels, repeats, stride of the first. */
  private static final int[][] BLOCKS = {
    {16, 1, 1}, {24, 2, 2}, {32, 3, 2}, {64, 4, 2}, {96, 3, 1}, {160, 3, 2}, {320, 1, 1}
  };

  private static final int EXPANSION = 6;

  private final Graph.Builder builder = Graph.builder("large", Level.INT);
  private final Random random = new Random(40);
  private final int bits;
  private String value;
  private int count;

  private LargeNetwork(int size, int bits) {
    this.bits = bits;
    value = builder.input("x", TensorType.of(IntegerElement.unsigned(8), size, size, 3));
  }

  /**
   * The network.
   *
   * @param size height and width of its input
   * @param width factor of all channels
   * @param bits of weights and activations
   */
  static Graph of(int size, double width, int bits) {
    LargeNetwork network = new LargeNetwork(size, bits);
    int channels = scaled(32, width);
    network.conv(3, 2, channels);
    for (int[] block : BLOCKS) {
      for (int repeat = 0; repeat < block[1]; repeat++) {
        if (block[2] == 2 && repeat == 0) {
          network.conv(3, 2, channels);
        }
        network.conv(1, 1, channels * EXPANSION);
        channels = scaled(block[0], width);
        network.conv(1, 1, channels);
      }
    }
    network.conv(1, 1, scaled(1280, width));
    network.builder.output(network.value);
    return network.builder.build();
  }

  private static int scaled(int channels, double width) {
    return Math.max(8, (int) Math.round(channels * width / 8) * 8);
  }

  private void conv(int kernel, int stride, int outputs) {
    TensorType input = (TensorType) builder.type(value);
    int inputs = input.extent(2);
    int limit = (1 << (bits - 1)) - 1;
    int[] weights =
        random.ints((long) outputs * kernel * kernel * inputs, -limit, limit + 1).toArray();
    String name = "conv" + ++count;
    int pad = kernel / 2;
    // The sums' width as it follows from the lengths; which weights there are does not matter.
    int sumBits = bits + ((IntegerElement) input.element()).bits() + log2(kernel * kernel * inputs);
    Conv conv =
        new Conv(
            new Window(
                List.of(kernel, kernel), List.of(stride, stride), List.of(pad, pad, pad, pad)),
            0,
            IntegerElement.signed(sumBits));
    String w =
        builder.constant(
            name + ".weights",
            IntTensor.of(IntegerElement.signed(bits), weights, outputs, kernel, kernel, inputs));
    String sums = builder.node(name, conv, List.of(value, w), "");
    int[] multiplier = random.ints(outputs, 20_000, 65_536).toArray();
    long[] offset = LongStream.generate(() -> 1L << 25).limit(outputs).toArray();
    String m =
        builder.constant(
            name + ".multiplier", IntTensor.of(IntegerElement.signed(17), multiplier, outputs));
    String k =
        builder.constant(
            name + ".offset", LongTensor.of(IntegerElement.signed(40), offset, outputs));
    Requantize requantize =
        new Requantize(sumBits, 0, (1 << bits) - 1, IntegerElement.unsigned(bits));
    value = builder.node(name + ".requantize", requantize, List.of(sums, m, k), "");
  }

  private static int log2(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }
}
