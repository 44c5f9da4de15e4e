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
    both("dilated_3x3", stream(7, 8, 3, S8, 2), dilated(2, 2, window(3, 3, 1, 1, 2, 2, 2, 2)), -3);
    both(
        "dilated_uneven", stream(9, 8, 4, U8, 4), dilated(3, 2, window(2, 3, 2, 1, 1, 3, 2, 0)), 7);
    both("dilated_one_tap", stream(4, 5, 2, U4, 1), dilated(3, 4, window(1, 1, 2, 1)), 0);
    both("dilated_row", stream(2, 9, 5, U8, 2), dilated(5, 4, window(1, 3, 1, 2, 0, 3, 0, 1)), 255);
    both(
        "dilated_column", stream(9, 2, 1, S8, 1), dilated(4, 2, window(3, 1, 3, 1, 5, 0, 3, 0)), 1);
    both(
        "dilated_narrow", stream(4, 2, 3, S8, 3), dilated(1, 3, window(2, 2, 1, 1, 1, 2, 0, 3)), 4);
    both("dilated_gap", stream(1, 1, 2, U8, 1), dilated(2, 2, window(2, 2, 1, 1, 1, 1, 1, 1)), 3);
    grouped("words", 3, stream(5, 6, 5, S8, 2), window(3, 3, 1, 1, 1, 1, 1, 1), -3);
    grouped("pairs", 2, stream(6, 5, 8, U8, 2), dilated(2, 1, window(3, 2, 2, 1, 2, 0, 1, 1)), 9);
    grouped("threes", 2, stream(4, 4, 6, U4, 1), dilated(1, 2, window(2, 2, 1, 2, 0, 0, 1, 2)), 15);
    grouped("ragged", 2, stream(4, 5, 7, U8, 2), window(2, 3, 2, 2, 0, 1, 0, 1), 5);
    grouped("one_tap", 4, stream(3, 3, 4, S8, 1), window(1, 1, 2, 2), 0);
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

  private static Window dilated(int dh, int dw, Window window) {
    return new Window(window.kernel(), window.strides(), window.pads(), List.of(dh, dw));
  }

  private void random(int index, Random random) {
    int kh = 1 + random.nextInt(5);
    int kw = 1 + random.nextInt(5);
    int top = random.nextInt(Math.min(3, kh));
    int left = random.nextInt(Math.min(3, kw));
    int bottom = random.nextInt(Math.min(3, kh));
    int right = random.nextInt(Math.min(3, kw));
    int dh = 1 + random.nextInt(2);
    int dw = 1 + random.nextInt(2);
    int h = Math.max(1, (kh - 1) * dh + 1 - top - bottom) + random.nextInt(6);
    int w = Math.max(1, (kw - 1) * dw + 1 - left - right) + random.nextInt(6);
    int channels = 1 + random.nextInt(6);
    int lanes = 1 + random.nextInt(channels);
    IntegerElement element = List.of(S8, U8, U4, U1).get(random.nextInt(4));
    Window window =
        dilated(
            dh,
            dw,
            window(kh, kw, 1 + random.nextInt(3), 1 + random.nextInt(3), top, left, bottom, right));
    int range = (int) (element.max() - element.min() + 1);
    int padValue = (int) element.min() + random.nextInt(range);
    both("random" + index, stream(h, w, channels, element, lanes), window, padValue);
  }

  /** Both forms, each with another one of: the fewest rows, one step more, the most of use. */
  private void both(String name, StreamType input, Window window, int padValue) {
    int turn = cases.size() / 2;
    add(name, Form.SERIAL, input, window, padValue, rows(input, window).get(turn % 3));
    add(name, Form.PARALLEL, input, window, padValue, rows(input, window).get((turn + 1) % 3));
  }

  private static List<Integer> rows(StreamType input, Window window) {
    int fewest = window.spanHeight();
    int step = fewest - 1 + window.strideHeight();
    return List.of(fewest, LineBuffer.mostRows(window, input), step);
  }

  private void grouped(String name, int groups, StreamType input, Window window, int padValue) {
    int rows = rows(input, window).get(cases.size() % 3);
    add("groups_" + name, Form.SERIAL, groups, input, window, padValue, rows);
  }

  private void add(
      String name, Form form, StreamType input, Window window, int padValue, int rows) {
    add(name, form, 1, input, window, padValue, rows);
  }

  private void add(
      String name, Form form, int groups, StreamType input, Window window, int padValue, int rows) {
    SlidingWindowKernel kernel =
        new SlidingWindowKernel(form, window, groups, padValue, input.lanes(), rows);
    String full = name + "_" + form.name().toLowerCase(Locale.ROOT);
    cases.add(ContractCase.of(full, kernel, input, List.of(), FRAMES));
  }
}
