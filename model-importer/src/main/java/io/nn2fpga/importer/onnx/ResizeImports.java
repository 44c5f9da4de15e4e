package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.CoordinateTransform;
import io.nn2fpga.nn.Interpolation;
import io.nn2fpga.nn.NearestRounding;
import io.nn2fpga.nn.Resize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Imports of Resize and of Upsample, its older form. */
final class ResizeImports {
  private ResizeImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of("Resize", ResizeImports::resize, "Upsample", ResizeImports::upsample);

  /** Extents and scales of a result, with ONNX's own axes. */
  private record Target(List<Integer> shape, List<Double> scales) {}

  private static void upsample(NodeScope node) {
    List<Double> scales = new ArrayList<>();
    if (node.opset() < 9) {
      for (float scale : node.attributes().numbers("scales")) {
        scales.add((double) scale);
      }
    } else {
      scales = numbers(node, 1, "the scales");
    }
    String mode = node.attributes().text("mode", "nearest");
    // Later versions write bilinear interpolation as "linear" too.
    Interpolation interpolation = interpolation(node, mode.equals("bilinear") ? "linear" : mode);
    Target target = scaled(node, allAxes(node), scales);
    emit(
        node,
        target,
        interpolation,
        CoordinateTransform.ASYMMETRIC,
        NearestRounding.FLOOR,
        Collections.emptyList());
  }

  private static void resize(NodeScope node) {
    Interpolation mode = interpolation(node, node.attributes().text("mode", "nearest"));
    if (node.opset() < 11) {
      Target target = scaled(node, allAxes(node), numbers(node, 1, "the scales"));
      emit(
          node,
          target,
          mode,
          CoordinateTransform.ASYMMETRIC,
          NearestRounding.FLOOR,
          Collections.emptyList());
      return;
    }
    CoordinateTransform coordinates =
        named(node, CoordinateTransform.class, "coordinate_transformation_mode", "half_pixel");
    NearestRounding nearest =
        named(node, NearestRounding.class, "nearest_mode", "round_prefer_floor");
    List<Integer> axes = axes(node);
    List<Double> scales = numbers(node, 2, "the scales");
    Target target =
        scales.isEmpty()
            ? sized(node, axes, MovementImports.longs(node, 3, "the sizes"))
            : scaled(node, axes, scales);
    if (!scales.isEmpty()) {
      node.attributes().ignore("keep_aspect_ratio_policy");
    }
    List<Double> region =
        coordinates == CoordinateTransform.TF_CROP_AND_RESIZE
            ? region(node, axes, numbers(node, 1, "the region of interest"))
            : Collections.emptyList();
    emit(node, target, mode, coordinates, nearest, region);
  }

  private static List<Integer> allAxes(NodeScope node) {
    return io.nn2fpga.nn.Transpose.identity(node.dims(0).size());
  }

  private static List<Integer> axes(NodeScope node) {
    List<Integer> given = node.attributes().integers("axes");
    if (given == null) {
      return allAxes(node);
    }
    List<Integer> axes = given.stream().map(a -> node.axis(a, node.dims(0).size())).toList();
    if (axes.stream().distinct().count() < axes.size()) {
      throw node.refuse("an axis of " + given + " is named twice", null);
    }
    return axes;
  }

  /** An operand's numbers; none if it is left out. */
  private static List<Double> numbers(NodeScope node, int operand, String what) {
    List<Double> result = new ArrayList<>();
    if (node.has(operand)) {
      for (float number : node.constant(operand, what).floats()) {
        result.add((double) number);
      }
    }
    return result;
  }

  private static Interpolation interpolation(NodeScope node, String mode) {
    return switch (mode) {
      case "nearest" -> Interpolation.NEAREST;
      case "linear" -> Interpolation.LINEAR;
      case "cubic" -> Interpolation.CUBIC;
      default -> throw node.refuse("attribute 'mode' is '" + mode + "'", null);
    };
  }

  private static <T extends Enum<T>> T named(
      NodeScope node, Class<T> type, String attribute, String otherwise) {
    String text = node.attributes().text(attribute, otherwise);
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw node.refuse("attribute '" + attribute + "' is '" + text + "'", null);
    }
  }

  private static Target scaled(NodeScope node, List<Integer> axes, List<Double> given) {
    List<Integer> dims = node.dims(0);
    if (given.size() != axes.size()) {
      throw node.refuse("scales " + given + " for axes " + axes + " of " + dims, null);
    }
    List<Double> scales = new ArrayList<>(Collections.nCopies(dims.size(), 1.0));
    List<Long> extents = new ArrayList<>();
    dims.forEach(d -> extents.add((long) d));
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      scales.set(axis, given.get(i));
      extents.set(axis, (long) Math.floor(dims.get(axis) * given.get(i)));
    }
    return new Target(MovementImports.checkedDims(node, extents), scales);
  }

  private static Target sized(
      NodeScope node, List<Integer> axes, long @org.jspecify.annotations.Nullable [] sizes) {
    List<Integer> dims = node.dims(0);
    if (sizes == null || sizes.length != axes.size()) {
      throw node.refuse(
          "sizes " + java.util.Arrays.toString(sizes) + " for axes " + axes + " of " + dims, null);
    }
    String policy = node.attributes().text("keep_aspect_ratio_policy", "stretch");
    List<Double> scales = new ArrayList<>(Collections.nCopies(dims.size(), 1.0));
    List<Long> extents = new ArrayList<>();
    dims.forEach(d -> extents.add((long) d));
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < axes.size(); i++) {
      double scale = (double) sizes[i] / dims.get(axes.get(i));
      scales.set(axes.get(i), scale);
      extents.set(axes.get(i), sizes[i]);
      least = Math.min(least, scale);
      most = Math.max(most, scale);
    }
    if (!policy.equals("stretch")) {
      if (!policy.equals("not_larger") && !policy.equals("not_smaller")) {
        throw node.refuse("attribute 'keep_aspect_ratio_policy' is '" + policy + "'", null);
      }
      double common = policy.equals("not_larger") ? least : most;
      for (int axis : axes) {
        scales.set(axis, common);
        extents.set(axis, (long) Math.floor(common * dims.get(axis) + 0.5));
      }
    }
    return new Target(MovementImports.checkedDims(node, extents), scales);
  }

  private static List<Double> region(NodeScope node, List<Integer> axes, List<Double> given) {
    int rank = node.dims(0).size();
    if (given.size() != 2 * axes.size()) {
      throw node.refuse("a region of interest " + given + " for axes " + axes, null);
    }
    List<Double> region = new ArrayList<>(Collections.nCopies(rank, 0.0));
    region.addAll(Collections.nCopies(rank, 1.0));
    for (int i = 0; i < axes.size(); i++) {
      region.set(axes.get(i), given.get(i));
      region.set(axes.get(i) + rank, given.get(i + axes.size()));
    }
    return region;
  }

  private static void emit(
      NodeScope node,
      Target target,
      Interpolation mode,
      CoordinateTransform coordinates,
      NearestRounding nearest,
      List<Double> region) {
    int rank = target.shape().size();
    int from = node.isBatched() ? 1 : 0;
    if (node.isBatched() && target.scales().get(0) != 1) {
      throw node.refuse("the batch axis is resized", "resize other axes than 0");
    }
    List<Double> own = new ArrayList<>();
    if (!region.isEmpty()) {
      own.addAll(region.subList(from, rank));
      own.addAll(region.subList(rank + from, 2 * rank));
    }
    Attributes attributes = node.attributes();
    double cubic = attributes.number("cubic_coeff_a", -0.75f);
    boolean excludeOutside = attributes.flag("exclude_outside", false);
    boolean antialias = attributes.flag("antialias", false);
    double extrapolation = attributes.number("extrapolation_value", 0);
    List<Integer> shape = node.nnShape(target.shape());
    List<Double> scales = target.scales().subList(from, rank);
    node.emit(
        node.checked(
            () ->
                new Resize(
                    shape,
                    scales,
                    mode,
                    coordinates,
                    nearest,
                    cubic,
                    excludeOutside,
                    antialias,
                    own,
                    extrapolation)));
  }
}
