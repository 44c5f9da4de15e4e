package io.nn2fpga.importer.keras;

import java.util.List;

/**
 * A window over rows and columns; a layer of one axis has one row.
 *
 * @param kernel rows and columns
 * @param strides rows and columns from one window to the next
 * @param dilations rows and columns from one tap to the next
 * @param pads top, left, bottom, right
 */
record WindowGeometry(
    List<Integer> kernel, List<Integer> strides, List<Integer> dilations, List<Integer> pads) {

  /**
   * The window of a layer.
   *
   * @param axes 1 or 2
   * @param kernelName the attribute that holds its extents
   * @param height rows of the input
   * @param width columns of the input
   */
  static WindowGeometry of(LayerScope layer, int axes, String kernelName, int height, int width) {
    LayerConfig config = layer.config();
    List<Integer> kernel = two(config.integers(kernelName, axes, 2));
    List<Integer> strides = config.has("strides") ? two(config.integers("strides", axes, 1)) : null;
    if (strides == null) {
      // Pools step by their own extents if nothing is said; convolutions by 1.
      strides = kernelName.equals("pool_size") ? kernel : List.of(1, 1);
    }
    List<Integer> dilations = two(config.integers("dilation_rate", axes, 1));
    for (List<Integer> numbers : List.of(kernel, strides, dilations)) {
      if (numbers.stream().anyMatch(n -> n < 1 || n > 1 << 16)) {
        throw layer.refuse("a window of " + kernel + " in steps of " + strides, null);
      }
    }
    int rows = (kernel.get(0) - 1) * dilations.get(0) + 1;
    int columns = (kernel.get(1) - 1) * dilations.get(1) + 1;
    String padding = config.text("padding", "valid");
    List<Integer> pads =
        switch (padding) {
          case "valid" -> List.of(0, 0, 0, 0);
          case "causal" -> List.of(0, columns - 1, 0, 0);
          case "same" -> {
            int vertical = same(height, rows, strides.get(0));
            int horizontal = same(width, columns, strides.get(1));
            yield List.of(
                vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
          }
          default -> throw layer.refuse("'padding' is '" + padding + "'", "use same or valid");
        };
    return new WindowGeometry(kernel, strides, dilations, pads);
  }

  private static List<Integer> two(List<Integer> numbers) {
    return numbers.size() == 2 ? numbers : List.of(1, numbers.get(0));
  }

  private static int same(int extent, int span, int stride) {
    int windows = (extent + stride - 1) / stride;
    return (int) Math.max(0, (windows - 1L) * stride + span - extent);
  }
}
