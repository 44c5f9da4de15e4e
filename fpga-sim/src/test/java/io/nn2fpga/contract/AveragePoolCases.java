package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.averagepool.AveragePool;
import io.nn2fpga.ops.averagepool.AveragePoolKernel;
import io.nn2fpga.ops.averagepool.GlobalAveragePoolKernel;
import java.util.List;

/** Averages over windows, padded ones with a constant a class, and over whole frames. */
@AutoService(ContractCases.class)
public final class AveragePoolCases implements ContractCases {
  private static final int SHIFT = 16;
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "averagepool";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        pool("square", 4, 6, 5, U8, 2, new Window(ints(2, 2), ints(2, 2), ints(0, 0, 0, 0))),
        pool("signed", 4, 4, 4, S8, 4, new Window(ints(3, 2), ints(1, 2), ints(0, 0, 0, 0))),
        pool("padded", 5, 4, 3, U8, 2, new Window(ints(3, 3), ints(1, 1), ints(1, 1, 1, 1))),
        pool("uneven", 6, 7, 3, S8, 1, new Window(ints(3, 4), ints(2, 3), ints(0, 2, 1, 0))),
        pool("by_three", 5, 5, 2, S8, 2, new Window(ints(2, 3), ints(3, 1), ints(1, 2, 0, 1))),
        pool("one_tap", 2, 3, 1, U8, 1, new Window(ints(1, 1), ints(1, 1), ints(0, 0, 0, 0))),
        pool("away", 4, 4, 3, S8, 2, new Window(ints(2, 2), ints(2, 2), ints(0, 0, 0, 0)), true),
        pool(
            "away_padded",
            3,
            4,
            2,
            S8,
            1,
            new Window(ints(3, 2), ints(1, 1), ints(1, 1, 1, 0)),
            true),
        global("away_global", new StreamType(2, 2, 5, S8, 1, 2), true),
        global("away_unsigned", new StreamType(3, 2, 3, U8, 1, 3), true),
        global("global", new StreamType(3, 4, 5, U8, 1, 2)),
        global("global_signed_all_lanes", new StreamType(2, 2, 6, S8, 1, 6)),
        global("global_one_beat", new StreamType(1, 1, 1, S8, 1, 1)),
        global("global_one_lane", new StreamType(7, 7, 4, IntegerElement.unsigned(4), 1, 1)));
  }

  private static List<Integer> ints(Integer... values) {
    return List.of(values);
  }

  private static ContractCase pool(
      String name, int h, int w, int c, IntegerElement element, int lanes, Window window) {
    return pool(name, h, w, c, element, lanes, window, false);
  }

  private static ContractCase pool(
      String name,
      int h,
      int w,
      int c,
      IntegerElement element,
      int lanes,
      Window window,
      boolean away) {
    AveragePool pool =
        new AveragePool(
            window.kernel(),
            window.strides(),
            window.pads(),
            SHIFT,
            (int) element.min(),
            (int) element.max(),
            element);
    TensorType frame = TensorType.of(element, h, w, c);
    int taps = window.kernelHeight() * window.kernelWidth();
    int simd = taps * lanes;
    int beats = (c + lanes - 1) / lanes;
    StreamType windows =
        new StreamType(
            window.outputHeight(h), window.outputWidth(w), beats * simd, element, 1, simd);
    // Shares of the window; a constant a class that tells the classes apart.
    int[] multiplier = new int[pool.classes()];
    long[] offset = new long[pool.classes()];
    for (int k = 0; k < multiplier.length; k++) {
      multiplier[k] = (1 << SHIFT) / (pool.classes() == 1 ? taps : k + 1) / (away ? 2 : 1);
      offset[k] = (1L << (SHIFT - 1)) + k * 1000L;
    }
    return ContractCase.of(
        name,
        AveragePoolKernel.of(pool, away, frame, lanes),
        windows,
        constants(multiplier, offset),
        5);
  }

  private static ContractCase global(String name, StreamType type) {
    return global(name, type, false);
  }

  private static ContractCase global(String name, StreamType type, boolean away) {
    IntegerElement element = type.element();
    GlobalAveragePoolKernel kernel =
        new GlobalAveragePoolKernel(SHIFT, away, (int) element.min(), (int) element.max(), element);
    int[] multiplier = {(1 << SHIFT) / (type.height() * type.width()) / (away ? 2 : 1)};
    long[] offset = {1L << (SHIFT - 1)};
    return ContractCase.of(name, kernel, type, constants(multiplier, offset), 5);
  }

  private static List<Tensor> constants(int[] multiplier, long[] offset) {
    return List.of(
        IntTensor.of(IntegerElement.signed(18), multiplier, multiplier.length),
        LongTensor.of(IntegerElement.signed(40), offset, offset.length));
  }
}
