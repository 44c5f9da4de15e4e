package io.nn2fpga.importer.keras;

import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnOperation;
import java.util.List;
import java.util.Map;

/** Imports of pools. Padding of averages does not count. */
final class PoolLayers {
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);

  private PoolLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "AveragePooling1D", layer -> pool(layer, 1, false),
          "AveragePooling2D", layer -> pool(layer, 2, false),
          "GlobalAveragePooling1D", layer -> global(layer, 1, false),
          "GlobalAveragePooling2D", layer -> global(layer, 2, false),
          "GlobalMaxPooling1D", layer -> global(layer, 1, true),
          "GlobalMaxPooling2D", layer -> global(layer, 2, true),
          "MaxPooling1D", layer -> pool(layer, 1, true),
          "MaxPooling2D", layer -> pool(layer, 2, true));

  private static void pool(LayerScope layer, int axes, boolean maximum) {
    layer.config().require("data_format", "channels_last");
    String x = LinearLayers.image(layer, axes, layer.input());
    List<Integer> shape = layer.shape(x);
    WindowGeometry window = WindowGeometry.of(layer, axes, "pool_size", shape.get(1), shape.get(2));
    NnOperation operation =
        layer.checked(
            () ->
                maximum
                    ? new MaxPool(window.kernel(), window.strides(), window.pads())
                    : new AveragePool(window.kernel(), window.strides(), window.pads(), false));
    layer.finish(LinearLayers.fromImage(layer, axes, layer.main(operation, x)));
  }

  private static void global(LayerScope layer, int axes, boolean maximum) {
    layer.config().require("data_format", "channels_last");
    String x = LinearLayers.image(layer, axes, layer.input());
    List<Integer> shape = layer.shape(x);
    List<Integer> all = shape.subList(1, 3);
    String y = layer.main(maximum ? new MaxPool(all, all, NO_PADS) : new GlobalAveragePool(), x);
    int channels = shape.get(0);
    boolean keep = layer.config().flag("keepdims", false);
    layer.finish(
        layer.reshape(
            y,
            keep ? axes == 2 ? List.of(1, 1, channels) : List.of(1, channels) : List.of(channels)));
  }
}
