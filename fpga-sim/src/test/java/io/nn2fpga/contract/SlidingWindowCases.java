package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Windows of many shapes, each in both forms, with small and large line buffers. */
@AutoService(ContractCases.class)
public final class SlidingWindowCases implements ContractCases {
  private static final int FRAMES = 5;
  private static final int RANDOM_SHAPES = 10;

  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement U4 = IntegerElement.unsigned(4);
  private static final IntegerElement U1 = IntegerElement.unsigned(1);

  private final List<ContractCase> cases = new ArrayList<>();

  @Override
  public String operator() {
    return "slidingwindow";
  }

  @Override
  public List<ContractCase> cases() {
    cases.clear();
    both("one_pixel", stream(1, 1, 1, U1, 1), window(1, 1, 1, 1), 0);
    both("same_3x3", stream(6, 7, 5, S8, 2), window(3, 3, 1, 1, 1, 1, 1, 1), -3);
    both("same_5x5", stream(7, 6, 1, U8, 1), window(5, 5, 1, 1, 2, 2, 2, 2), 7);
    both("valid_5x5_ragged", stream(6, 8, 7, U4, 3), window(5, 5, 1, 1), 0);
    both("down_3x3", stream(8, 8, 4, S8, 4), window(3, 3, 2, 2, 0, 0, 1, 1), 1);
    both("down_1x1", stream(5, 7, 3, S8, 2), window(1, 1, 2, 2), 0);
    both("pool_2x2", stream(6, 6, 3, U8, 3), window(2, 2, 2, 2), 0);
    both("pool_2x2_leftover", stream(5, 7, 2, U1, 1), window(2, 2, 2, 2), 0);
    both("pool_3x3_by_3", stream(7, 7, 2, S8, 1), window(3, 3, 3, 3, 1, 1, 1, 1), -128);
    both("frame", stream(4, 3, 5, S8, 2), window(4, 3, 1, 1), 0);
    both("frame_padded", stream(2, 2, 3, S8, 3), window(3, 3, 1, 1, 1, 1, 0, 0), 5);
    both("narrower_than_kernel", stream(3, 1, 3, S8, 2), window(3, 3, 1, 1, 1, 1, 1, 1), 9);
    both("much_narrower", stream(1, 1, 2, S8, 1), window(5, 5, 1, 1, 2, 2, 2, 2), -9);
    both("more_windows", stream(3, 4, 2, U4, 1), window(3, 3, 1, 1, 2, 2, 2, 2), 15);
    both("row_kernel", stream(3, 9, 2, S8, 1), window(1, 4, 1, 2, 0, 2, 0, 1), 2);
    both("column_kernel", stream(9, 1, 4, S8, 3), window(4, 1, 2, 1, 1, 0, 2, 0), 2);
    add("lenet", Form.PARALLEL, stream(28, 28, 1, U8, 1), window(5, 5, 1, 1, 2, 2, 2, 2), 0, 5);
    Random random = new Random(20261123);
    for (int i = 0; i < RANDOM_SHAPES; i++) {
      random(i, random);
    }
    return List.copyOf(cases);
  }

  private static StreamType stream(int h, int w, int c, IntegerElement element, int lanes) {
    return new StreamType(h, w, c, element, 1, lanes);
  }

  private static Window window(int kh, int kw, int sh, int sw, Integer... pads) {
    return new Window(
        List.of(kh, kw), List.of(sh, sw), pads.length == 0 ? List.of(0, 0, 0, 0) : List.of(pads));
  }

  private void random(int index, Random random) {
    int kh = 1 + random.nextInt(5);
    int kw = 1 + random.nextInt(5);
    int top = random.nextInt(Math.min(3, kh));
    int left = random.nextInt(Math.min(3, kw));
    int bottom = random.nextInt(Math.min(3, kh));
    int right = random.nextInt(Math.min(3, kw));
    int h = Math.max(1, kh - top - bottom) + random.nextInt(6);
    int w = Math.max(1, kw - left - right) + random.nextInt(6);
    int channels = 1 + random.nextInt(6);
    int lanes = 1 + random.nextInt(channels);
    IntegerElement element = List.of(S8, U8, U4, U1).get(random.nextInt(4));
    Window window =
        window(kh, kw, 1 + random.nextInt(3), 1 + random.nextInt(3), top, left, bottom, right);
    int range = (int) (element.max() - element.min() + 1);
    int padValue = (int) element.min() + random.nextInt(range);
    both("random" + index, stream(h, w, channels, element, lanes), window, padValue);
  }

  /** Both forms, each with another one of: the fewest rows, one step more, the most of use. */
  private void both(String name, StreamType input, Window window, int padValue) {
    int fewest = window.kernelHeight();
    int step = fewest - 1 + window.strideHeight();
    List<Integer> rows = List.of(fewest, LineBuffer.mostRows(window, input), step);
    int turn = cases.size() / 2;
    add(name, Form.SERIAL, input, window, padValue, rows.get(turn % 3));
    add(name, Form.PARALLEL, input, window, padValue, rows.get((turn + 1) % 3));
  }

  private void add(
      String name, Form form, StreamType input, Window window, int padValue, int rows) {
    SlidingWindowKernel kernel =
        new SlidingWindowKernel(form, window, padValue, input.lanes(), rows);
    String full = name + "_" + form.name().toLowerCase(Locale.ROOT);
    cases.add(ContractCase.of(full, kernel, input, List.of(), FRAMES));
  }
}
