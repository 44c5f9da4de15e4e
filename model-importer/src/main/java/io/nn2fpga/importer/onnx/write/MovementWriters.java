package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.ArithmeticWriters.plain;
import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.OneHot;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Tile;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.nn.Trilu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Operations that put elements elsewhere. */
final class MovementWriters {
  private MovementWriters() {}

  static final Map<Class<? extends Operation>, NodeWriter> ALL = new HashMap<>();

  static {
    ALL.put(Flatten.class, MovementWriters::reshape);
    ALL.put(Reshape.class, MovementWriters::reshape);
    ALL.put(Transpose.class, MovementWriters::transpose);
    ALL.put(Concat.class, MovementWriters::concat);
    ALL.put(Slice.class, MovementWriters::slice);
    ALL.put(Gather.class, MovementWriters::gather);
    ALL.put(Expand.class, MovementWriters::expand);
    ALL.put(Tile.class, MovementWriters::tile);
    ALL.put(Pad.class, MovementWriters::pad);
    ALL.put(OneHot.class, MovementWriters::oneHot);
    ALL.put(Trilu.class, MovementWriters::trilu);
    ALL.put(DepthToSpace.class, MovementWriters::depthToSpace);
    ALL.put(SpaceToDepth.class, MovementWriters::spaceToDepth);
    ALL.put(Resize.class, MovementWriters::resize);
  }

  private static List<String> reshape(OnnxScope scope, Node node) {
    return List.of(scope.reshape(scope.operand(node, 0), scope.type(node.output()).shape()));
  }

  private static List<String> transpose(OnnxScope scope, Node node) {
    return plain(scope, node, "Transpose", attribute("perm", ((Transpose) node.op()).perm()));
  }

  private static List<String> concat(OnnxScope scope, Node node) {
    return plain(scope, node, "Concat", attribute("axis", ((Concat) node.op()).axis()));
  }

  private static List<String> slice(OnnxScope scope, Node node) {
    Slice slice = (Slice) node.op();
    List<Integer> ends = new ArrayList<>();
    for (int axis = 0; axis < slice.shape().size(); axis++) {
      int step = slice.steps().get(axis);
      int end =
          slice.starts().get(axis) + step * (slice.shape().get(axis) - 1) + Integer.signum(step);
      // An end of −1 would count from the last place.
      ends.add(end < 0 ? Integer.MIN_VALUE : end);
    }
    List<Integer> axes = IntStream.range(0, ends.size()).boxed().toList();
    return List.of(
        scope.add(
            "Slice",
            List.of(
                scope.operand(node, 0),
                scope.integers(slice.starts()),
                scope.integers(ends),
                scope.integers(axes),
                scope.integers(slice.steps()))));
  }

  private static List<String> gather(OnnxScope scope, Node node) {
    Gather gather = (Gather) node.op();
    return List.of(
        scope.add(
            "Gather",
            List.of(scope.operand(node, 0), scope.integers(gather.indices())),
            attribute("axis", gather.axis())));
  }

  private static List<String> expand(OnnxScope scope, Node node) {
    String shape = scope.integers(((Expand) node.op()).shape());
    return List.of(scope.add("Expand", List.of(scope.operand(node, 0), shape)));
  }

  private static List<String> tile(OnnxScope scope, Node node) {
    String repeats = scope.integers(((Tile) node.op()).repeats());
    return List.of(scope.add("Tile", List.of(scope.operand(node, 0), repeats)));
  }

  private static List<String> pad(OnnxScope scope, Node node) {
    Pad pad = (Pad) node.op();
    List<Integer> pads = new ArrayList<>(pad.begins());
    pads.addAll(pad.ends());
    return List.of(
        scope.add(
            "Pad",
            List.of(scope.operand(node, 0), scope.integers(pads), scope.number(pad.value())),
            attribute("mode", pad.mode().name().toLowerCase(Locale.ROOT))));
  }

  private static List<String> oneHot(OnnxScope scope, Node node) {
    OneHot oneHot = (OneHot) node.op();
    String indices =
        scope.add("Cast", List.of(scope.operand(node, 0)), attribute("to", DataType.INT64_VALUE));
    String values = scope.numbers(List.of(2), (float) oneHot.off(), (float) oneHot.on());
    return List.of(
        scope.add(
            "OneHot",
            List.of(indices, scope.integer(oneHot.depth()), values),
            attribute("axis", oneHot.axis())));
  }

  private static List<String> trilu(OnnxScope scope, Node node) {
    Trilu trilu = (Trilu) node.op();
    return List.of(
        scope.add(
            "Trilu",
            List.of(scope.operand(node, 0), scope.integer(trilu.diagonal())),
            attribute("upper", trilu.upper() ? 1 : 0)));
  }

  private static List<String> depthToSpace(OnnxScope scope, Node node) {
    DepthToSpace op = (DepthToSpace) node.op();
    TensorType x = scope.type(node, 0);
    int block = op.block();
    int channels = x.extent(0) / (block * block);
    boolean depthFirst = op.order() == BlockOrder.DCR;
    return blocks(
        scope,
        node,
        depthFirst
            ? List.of(block, block, channels, x.extent(1), x.extent(2))
            : List.of(channels, block, block, x.extent(1), x.extent(2)),
        depthFirst ? List.of(2, 3, 0, 4, 1) : List.of(0, 3, 1, 4, 2));
  }

  private static List<String> spaceToDepth(OnnxScope scope, Node node) {
    SpaceToDepth op = (SpaceToDepth) node.op();
    TensorType x = scope.type(node, 0);
    int block = op.block();
    return blocks(
        scope,
        node,
        List.of(x.extent(0), x.extent(1) / block, block, x.extent(2) / block, block),
        op.order() == BlockOrder.DCR ? List.of(2, 4, 0, 1, 3) : List.of(0, 2, 4, 1, 3));
  }

  private static List<String> blocks(
      OnnxScope scope, Node node, List<Integer> shape, List<Integer> perm) {
    String moved =
        scope.add(
            "Transpose",
            List.of(scope.reshape(scope.operand(node, 0), shape)),
            attribute("perm", perm));
    return List.of(scope.reshape(moved, scope.type(node.output()).shape()));
  }

  private static List<String> resize(OnnxScope scope, Node node) {
    Resize resize = (Resize) node.op();
    TensorType x = scope.type(node, 0);
    int axes = resize.shape().size();
    float[] scales = new float[axes];
    boolean follows = true;
    for (int axis = 0; axis < axes; axis++) {
      scales[axis] = resize.scales().get(axis).floatValue();
      follows &= (int) Math.floor(scales[axis] * x.extent(axis)) == resize.shape().get(axis);
    }
    float[] region = new float[resize.region().size()];
    for (int i = 0; i < region.length; i++) {
      region[i] = resize.region().get(i).floatValue();
    }
    String roi = region.length == 0 ? "" : scope.numbers(List.of(region.length), region);
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(
        attribute(
            "coordinate_transformation_mode",
            resize.coordinates().name().toLowerCase(Locale.ROOT)));
    attributes.add(attribute("mode", resize.mode().name().toLowerCase(Locale.ROOT)));
    attributes.add(attribute("nearest_mode", resize.nearest().name().toLowerCase(Locale.ROOT)));
    attributes.add(attribute("cubic_coeff_a", resize.cubic()));
    attributes.add(attribute("exclude_outside", resize.excludeOutside() ? 1 : 0));
    attributes.add(attribute("antialias", resize.antialias() ? 1 : 0));
    attributes.add(attribute("extrapolation_value", resize.extrapolation()));
    // Scales decide the coordinates where they decide the extents too.
    List<String> inputs =
        follows
            ? List.of(scope.operand(node, 0), roi, scope.numbers(List.of(axes), scales))
            : List.of(scope.operand(node, 0), roi, "", scope.integers(resize.shape()));
    return List.of(scope.add("Resize", inputs, attributes.toArray(AttributeProto[]::new)));
  }
}
