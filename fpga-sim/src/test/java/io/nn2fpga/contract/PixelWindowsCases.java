package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.pixelwindows.PixelWindowsKernel;
import java.util.List;

/** Windows of 1 to 4 pixels in both orders, strided, dilated, from a later column, ragged. */
@AutoService(ContractCases.class)
public final class PixelWindowsCases implements ContractCases {
  private static final int FRAMES = 6;
  private static final IntegerElement S5 = IntegerElement.signed(5);

  @Override
  public String operator() {
    return "pixelwindows";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        pixels("two_3x3", 2, 3, cut(3, 3).columns(4).by(1, 2, 9, 1)),
        pixels("two_3x3_folds", 2, 3, cut(3, 3).columns(4).by(1, 2, 3, 1)),
        pixels("two_3x3_ragged", 2, 3, cut(3, 3).columns(4).by(1, 2, 4, 1)),
        pixels("three_ragged", 2, 2, cut(2, 3).columns(6).by(2, 3, 5, 1)),
        pixels("four_5x5", 1, 2, cut(5, 5).columns(12).first(2).by(1, 4, 25, 1)),
        pixels("four_one_element_a_fold", 1, 2, cut(1, 2).columns(8).first(3).by(2, 4, 1, 1)),
        pixels("one_pixel", 2, 3, cut(2, 2).columns(3).first(1).by(3, 1, 6, 1)),
        pixels("pool", 2, 3, cut(2, 2).stride(2).columns(4).by(3, 2, 3, 4)),
        pixels("pool_three", 3, 2, cut(3, 3).stride(2).columns(12).first(5).by(2, 3, 2, 9)),
        pixels("dilated", 2, 2, cut(2, 3).dilation(2).columns(6).by(2, 2, 4, 1)),
        pixels("strided_dilated", 1, 3, cut(1, 3).stride(2).dilation(3).columns(10).by(1, 2, 2, 1)),
        pixels("pointwise_folds", 2, 2, cut(1, 1).columns(4).by(5, 4, 2, 1)),
        ContractCase.of(
            "one_bit",
            cut(1, 1).columns(2).by(1, 2, 1, 1),
            new StreamType(1, 1, 2, IntegerElement.unsigned(1), 1, 2),
            List.of(),
            FRAMES));
  }

  /** What a kernel is made of, with the values that most cases have. */
  private record Cut(int height, int width, int stride, int dilation, int columns, int first) {
    private Cut stride(int other) {
      return new Cut(height, width, other, dilation, columns, first);
    }

    private Cut dilation(int other) {
      return new Cut(height, width, stride, other, columns, first);
    }

    private Cut columns(int other) {
      return new Cut(height, width, stride, dilation, other, first);
    }

    private Cut first(int other) {
      return new Cut(height, width, stride, dilation, columns, other);
    }

    private PixelWindowsKernel by(int channels, int pixels, int simd, int foldsPerBeat) {
      return new PixelWindowsKernel(
          List.of(height, width),
          stride,
          dilation,
          columns,
          first,
          channels,
          pixels,
          simd,
          foldsPerBeat);
    }
  }

  private static Cut cut(int height, int width) {
    return new Cut(height, width, 1, 1, width, 0);
  }

  private static ContractCase pixels(
      String name, int height, int groups, PixelWindowsKernel kernel) {
    int elements = kernel.kernel().get(0) * kernel.columns() * kernel.channels();
    StreamType stream = new StreamType(height, groups, elements, S5, 1, elements);
    return ContractCase.of(name, kernel, stream, List.of(), FRAMES);
  }
}
