package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.nn.CoordinateTransform;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Interpolation;
import io.nn2fpga.nn.NearestRounding;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Imports of layers that move elements, or repeat them. */
final class ShapeLayers {
  private ShapeLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "Cropping1D", layer -> crop(layer, 1),
          "Cropping2D", layer -> crop(layer, 2),
          "Flatten", layer -> layer.finish(layer.main(new Flatten(), layer.input())),
          "Permute", ShapeLayers::permute,
          "Reshape", ShapeLayers::reshape,
          "UpSampling2D", ShapeLayers::upSample,
          "ZeroPadding1D", layer -> pad(layer, 1),
          "ZeroPadding2D", layer -> pad(layer, 2));

  private static void reshape(LayerScope layer) {
    List<Integer> target = new ArrayList<>(layer.config().list("target_shape"));
    long size = layer.type(layer.input()).size();
    long known = 1;
    for (int extent : target) {
      known = extent == -1 ? known : Math.min(1L << 40, known * Math.max(0, extent));
    }
    int free = target.indexOf(-1);
    if (free >= 0 && known > 0 && size % known == 0) {
      target.set(free, (int) (size / known));
      known = size;
    }
    if (known != size || target.contains(-1) || target.isEmpty()) {
      throw layer.refuse(
          "extents "
              + layer.shape(layer.input())
              + " cannot become "
              + layer.config().get("target_shape"),
          null);
    }
    layer.finish(layer.main(new Reshape(target), layer.input()));
  }

  /** Axes count from 1: 0 is the batch. */
  private static void permute(LayerScope layer) {
    List<Integer> order = layer.config().list("dims").stream().map(axis -> axis - 1).toList();
    int rank = layer.shape(layer.input()).size();
    if (!order.stream().sorted().toList().equals(Transpose.identity(rank))) {
      throw layer.refuse(
          "'dims' is " + layer.config().get("dims") + " for " + rank + " axes", null);
    }
    layer.finish(layer.main(new Transpose(order), layer.input()));
  }

  /** Places at the begin and end of each axis but the channels. */
  private static List<List<Integer>> ends(LayerScope layer, String name, int axes) {
    JsonNode value = layer.config().get(name);
    List<List<Integer>> result = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      JsonNode own = axes == 1 || !value.isArray() ? value : value.path(axis);
      JsonNode first = own.isArray() ? own.path(0) : own;
      JsonNode second = own.isArray() ? own.path(1) : own;
      if (!first.isInt()
          || !second.isInt()
          || first.asInt() < 0
          || second.asInt() < 0
          || first.asInt() > 1 << 16
          || second.asInt() > 1 << 16) {
        throw layer.refuse("'" + name + "' is " + value, null);
      }
      result.add(List.of(first.asInt(), second.asInt()));
    }
    return result;
  }

  private static void pad(LayerScope layer, int axes) {
    layer.config().require("data_format", "channels_last");
    layer.requireRank(layer.input(), axes + 1);
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (List<Integer> axis : ends(layer, "padding", axes)) {
      begins.add(axis.get(0));
      ends.add(axis.get(1));
    }
    begins.add(0);
    ends.add(0);
    layer.finish(layer.main(new Pad(begins, ends, PadMode.CONSTANT, 0), layer.input()));
  }

  private static void crop(LayerScope layer, int axes) {
    layer.config().require("data_format", "channels_last");
    layer.requireRank(layer.input(), axes + 1);
    List<Integer> shape = new ArrayList<>(layer.shape(layer.input()));
    List<Integer> starts = new ArrayList<>();
    List<List<Integer>> cuts = ends(layer, "cropping", axes);
    for (int axis = 0; axis < axes; axis++) {
      starts.add(cuts.get(axis).get(0));
      shape.set(axis, shape.get(axis) - cuts.get(axis).get(0) - cuts.get(axis).get(1));
    }
    starts.add(0);
    if (shape.stream().anyMatch(extent -> extent < 1)) {
      throw layer.refuse("'cropping' leaves nothing of " + layer.shape(layer.input()), null);
    }
    List<Integer> steps = Collections.nCopies(axes + 1, 1);
    layer.finish(layer.main(new Slice(starts, steps, shape), layer.input()));
  }

  private static void upSample(LayerScope layer) {
    layer.config().require("data_format", "channels_last");
    layer.requireRank(layer.input(), 3);
    List<Integer> size = layer.config().integers("size", 2, 2);
    String mode = layer.config().text("interpolation", "nearest");
    if (size.get(0) < 1 || size.get(1) < 1 || size.get(0) > 1 << 10 || size.get(1) > 1 << 10) {
      throw layer.refuse("'size' is " + size, null);
    }
    String x = layer.channelsFirst(layer.input());
    Resize resize =
        switch (mode) {
          case "nearest" -> Resize.repeat(layer.type(x), size.get(0), size.get(1));
          case "bilinear" -> linear(layer.shape(x), size);
          default ->
              throw layer.refuse("'interpolation' is '" + mode + "'", "use nearest or bilinear");
        };
    layer.finish(layer.channelsLast(layer.main(resize, x)));
  }

  private static Resize linear(List<Integer> shape, List<Integer> size) {
    return new Resize(
        List.of(shape.get(0), shape.get(1) * size.get(0), shape.get(2) * size.get(1)),
        List.of(1.0, (double) size.get(0), (double) size.get(1)),
        Interpolation.LINEAR,
        CoordinateTransform.HALF_PIXEL,
        NearestRounding.FLOOR,
        -0.75,
        false,
        false,
        List.of(),
        0);
  }
}
