package io.nn2fpga.importer.keras;

import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.MatMul;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports of layers that are sums of products. */
final class LinearLayers {
  private LinearLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "Conv1D", layer -> convolution(layer, 1),
          "Conv2D", layer -> convolution(layer, 2),
          "Conv2DTranspose", LinearLayers::transposedConvolution,
          "Dense", LinearLayers::dense,
          "DepthwiseConv1D", layer -> depthwiseConvolution(layer, 1),
          "DepthwiseConv2D", layer -> depthwiseConvolution(layer, 2),
          "SeparableConv1D", layer -> separableConvolution(layer, 1),
          "SeparableConv2D", layer -> separableConvolution(layer, 2));

  private static void dense(LayerScope layer) {
    KerasTensor kernel = layer.variable("kernel");
    finish(layer, dense(layer, kernel, bias(layer)));
  }

  private static void convolution(LayerScope layer, int axes) {
    KerasTensor kernel = layer.variable("kernel");
    finish(layer, convolution(layer, axes, kernel, bias(layer)));
  }

  private static void depthwiseConvolution(LayerScope layer, int axes) {
    KerasTensor kernel = layer.variable("depthwise_kernel", "kernel");
    finish(layer, depthwiseConvolution(layer, axes, kernel, bias(layer)));
  }

  static @Nullable KerasTensor bias(LayerScope layer) {
    return layer.config().flag("use_bias", true) ? layer.variable("bias") : null;
  }

  /** The layer's result is a value behind the layer's activation. */
  static void finish(LayerScope layer, String value) {
    layer.finish(Activations.apply(layer, layer.config().get("activation"), value));
  }

  /**
   * Sums over the last axis.
   *
   * @param kernel {@code [inputs, outputs]}
   */
  static String dense(LayerScope layer, Kernel kernel, @Nullable Kernel bias) {
    String x = layer.input();
    requireRank(layer, kernel, 2);
    if (layer.shape(x).size() == 1) {
      String weights = kernel.transposed(List.of(1, 0)).add(layer, "kernel");
      return layer.main(new Dense(), operands(layer, x, weights, bias));
    }
    String product = layer.main(new MatMul(), x, kernel.add(layer, "kernel"));
    return bias == null ? product : layer.emit(new Add(), product, bias.add(layer, "bias"));
  }

  private static String[] operands(
      LayerScope layer, String x, String weights, @Nullable Kernel bias) {
    List<String> operands = new ArrayList<>(List.of(x, weights));
    if (bias != null) {
      operands.add(bias.add(layer, "bias"));
    }
    return operands.toArray(String[]::new);
  }

  private static void requireRank(LayerScope layer, Kernel kernel, int rank) {
    if (kernel.dims().size() != rank) {
      throw layer.refuse(
          "a kernel of extents " + kernel.dims() + " instead of " + rank + " axes", null);
    }
  }

  /**
   * A convolution, also grouped.
   *
   * @param kernel {@code [rows, columns, inputs, outputs]}, or without rows
   */
  static String convolution(LayerScope layer, int axes, Kernel kernel, @Nullable Kernel bias) {
    requireRank(layer, kernel, axes + 2);
    int group = layer.config().integer("groups", 1);
    Kernel image = axes == 2 ? kernel : kernel.reshaped(withRow(kernel.dims()));
    return window(layer, axes, image.transposed(List.of(3, 2, 0, 1)), bias, group, layer.input());
  }

  /**
   * A convolution of each channel.
   *
   * @param kernel {@code [rows, columns, channels, results of each]}, or without rows
   */
  static String depthwiseConvolution(
      LayerScope layer, int axes, Kernel kernel, @Nullable Kernel bias) {
    requireRank(layer, kernel, axes + 2);
    Kernel image = axes == 2 ? kernel : kernel.reshaped(withRow(kernel.dims()));
    List<Integer> dims = image.dims();
    Kernel weights =
        image
            .transposed(List.of(2, 3, 0, 1))
            .reshaped(List.of(dims.get(2) * dims.get(3), 1, dims.get(0), dims.get(1)));
    return window(layer, axes, weights, bias, dims.get(2), layer.input());
  }

  private static List<Integer> withRow(List<Integer> dims) {
    List<Integer> result = new ArrayList<>(dims);
    result.add(0, 1);
    return result;
  }

  /** A convolution with weights as the graph has them; the layer's padding and strides. */
  private static String window(
      LayerScope layer, int axes, Kernel weights, @Nullable Kernel bias, int group, String input) {
    layer.config().require("data_format", "channels_last");
    String x = image(layer, axes, input);
    List<Integer> shape = layer.shape(x);
    WindowGeometry geometry =
        WindowGeometry.of(layer, axes, "kernel_size", shape.get(1), shape.get(2));
    Conv conv =
        layer.checked(
            () ->
                new Conv(
                    geometry.kernel(),
                    geometry.strides(),
                    geometry.pads(),
                    geometry.dilations(),
                    group));
    String y = layer.main(conv, operands(layer, x, weights.add(layer, "kernel"), bias));
    return fromImage(layer, axes, y);
  }

  /** Channels first, with one row if the layer has one axis. */
  static String image(LayerScope layer, int axes, String value) {
    layer.requireRank(value, axes + 1);
    String x = layer.channelsFirst(value);
    List<Integer> shape = layer.shape(x);
    return axes == 2 ? x : layer.reshape(x, List.of(shape.get(0), 1, shape.get(1)));
  }

  /** Channels last, without the row that a layer of one axis lacks. */
  static String fromImage(LayerScope layer, int axes, String value) {
    List<Integer> shape = layer.shape(value);
    return layer.channelsLast(
        axes == 2 ? value : layer.reshape(value, List.of(shape.get(0), shape.get(2))));
  }

  private static void separableConvolution(LayerScope layer, int axes) {
    KerasTensor depthwise = layer.variable("depthwise_kernel");
    KerasTensor pointwise = layer.variable("pointwise_kernel");
    String channels = depthwiseConvolution(layer, axes, depthwise, null);
    KerasTensor bias = bias(layer);
    requireRank(layer, pointwise, axes + 2);
    List<Integer> dims = pointwise.dims();
    Kernel weights =
        pointwise
            .reshaped(List.of(1, 1, dims.get(axes), dims.get(axes + 1)))
            .transposed(List.of(3, 2, 0, 1));
    Conv mixing = new Conv(List.of(1, 1), List.of(1, 1), List.of(0, 0, 0, 0), List.of(1, 1), 1);
    String x = image(layer, axes, channels);
    String y = layer.emit(mixing, operands(layer, x, weights.add(layer, "pointwise_kernel"), bias));
    finish(layer, fromImage(layer, axes, y));
  }

  /** The kernel is {@code [rows, columns, outputs, inputs]}. */
  private static void transposedConvolution(LayerScope layer) {
    LayerConfig config = layer.config();
    config.require("data_format", "channels_last");
    if (config.has("output_padding")
        || config.integers("dilation_rate", 2, 1).stream().anyMatch(d -> d != 1)) {
      throw layer.refuse(
          "'output_padding' is "
              + config.get("output_padding")
              + ", 'dilation_rate' "
              + config.get("dilation_rate"),
          "leave both as they are by default");
    }
    KerasTensor kernel = layer.variable("kernel");
    requireRank(layer, kernel, 4);
    KerasTensor bias = bias(layer);
    List<Integer> extents = config.integers("kernel_size", 2, 1);
    List<Integer> strides = config.integers("strides", 2, 1);
    boolean same = config.text("padding", "valid").equals("same");
    List<Integer> pads = new ArrayList<>(List.of(0, 0, 0, 0));
    List<Integer> outputPadding = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      // Keras' result has extent·stride places, without 'same' as many more as windows overhang.
      int overhang = extents.get(axis) - strides.get(axis);
      int cut = same ? Math.max(0, overhang) : 0;
      pads.set(axis, cut / 2);
      pads.set(axis + 2, cut - cut / 2);
      outputPadding.add(Math.max(0, -overhang));
    }
    ConvTranspose operation =
        layer.checked(
            () -> new ConvTranspose(extents, strides, pads, List.of(1, 1), outputPadding, 1));
    String x = image(layer, 2, layer.input());
    String weights = kernel.transposed(List.of(3, 2, 0, 1)).add(layer, "kernel");
    String y = layer.main(operation, operands(layer, x, weights, bias));
    finish(layer, fromImage(layer, 2, y));
  }
}
