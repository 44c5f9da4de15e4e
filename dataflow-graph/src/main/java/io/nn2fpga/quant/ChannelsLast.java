package io.nn2fpga.quant;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The frame {@code [H, W, C]} of the integer level that carries a tensor of the model's layout.
 *
 * <p>{@code [C, H, W]} is transposed, {@code [H, W]} has one channel, {@code [N]} is one pixel of N
 * channels, a scalar one of one.
 *
 * @param height H
 * @param width W
 * @param channels C
 * @param order the model's row-major index of each element of the frame, in the frame's order
 */
public record ChannelsLast(int height, int width, int channels, List<Integer> order) {

  /** Copies the order. */
  public ChannelsLast {
    order = List.copyOf(order);
  }

  /**
   * The frame of a tensor.
   *
   * @param model its type, of at most 3 axes
   * @throws IllegalArgumentException if it has more axes
   */
  public static ChannelsLast of(TensorType model) {
    List<Integer> shape = model.shape();
    return switch (shape.size()) {
      case 0 -> transposed(1, 1, 1);
      case 1 -> transposed(shape.get(0), 1, 1);
      case 2 -> transposed(1, shape.get(0), shape.get(1));
      case 3 -> transposed(shape.get(0), shape.get(1), shape.get(2));
      default -> throw new IllegalArgumentException(model + " has more than 3 axes");
    };
  }

  /**
   * The frame of a tensor in a layout.
   *
   * @param layout matters for three axes only
   */
  static ChannelsLast of(TensorType model, DataLayout layout) {
    List<Integer> shape = model.shape();
    return layout == DataLayout.NHWC && shape.size() == 3
        ? new ChannelsLast(
            shape.get(0),
            shape.get(1),
            shape.get(2),
            IntStream.range(0, model.size()).boxed().toList())
        : of(model);
  }

  private static ChannelsLast transposed(int channels, int height, int width) {
    Integer[] order = new Integer[channels * height * width];
    for (int pixel = 0; pixel < height * width; pixel++) {
      for (int c = 0; c < channels; c++) {
        order[pixel * channels + c] = c * height * width + pixel;
      }
    }
    return new ChannelsLast(height, width, channels, List.of(order));
  }

  /** The row-major index, in data of a layout, of the element at a place of the frame. */
  int index(DataLayout layout, int place) {
    return layout == DataLayout.NHWC ? place : place % channels * height * width + place / channels;
  }

  /** The frame's type. */
  public TensorType frame(IntegerElement element) {
    return TensorType.of(element, height, width, channels);
  }

  /** Elements of the frame. */
  public int size() {
    return order.size();
  }
}
