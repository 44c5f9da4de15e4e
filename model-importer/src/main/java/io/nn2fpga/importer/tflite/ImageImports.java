package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.CoordinateTransform;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Interpolation;
import io.nn2fpga.nn.NearestRounding;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Operators on rows and columns that are no windows. */
final class ImageImports {
  /** The cubic coefficient, which none of these uses; ONNX' default. */
  private static final double UNUSED_CUBIC = -0.75;

  private ImageImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.of(
          "BATCH_TO_SPACE_ND", ImageImports::batchToSpace,
          "DEPTH_TO_SPACE", ImageImports::depthToSpace,
          "RESIZE_BILINEAR", node -> resize(node, Interpolation.LINEAR, 2),
          "RESIZE_NEAREST_NEIGHBOR", node -> resize(node, Interpolation.NEAREST, 0),
          "SPACE_TO_BATCH_ND", ImageImports::spaceToBatch,
          "SPACE_TO_DEPTH", ImageImports::spaceToDepth);

  private static void depthToSpace(OperatorScope node) {
    Frame frame = Frame.of(node, 0);
    int block = node.operator().option(0, 0);
    DepthToSpace operation = node.checked(() -> new DepthToSpace(block, BlockOrder.DCR));
    node.result(frame.restored(node.add(operation, frame.channelsFirst())));
  }

  private static void spaceToDepth(OperatorScope node) {
    Frame frame = Frame.of(node, 0);
    int block = node.operator().option(0, 0);
    SpaceToDepth operation = node.checked(() -> new SpaceToDepth(block, BlockOrder.DCR));
    node.result(frame.restored(node.add(operation, frame.channelsFirst())));
  }

  /** The new size decides; TFLite's two flags are three of ONNX' coordinate transforms. */
  private static void resize(OperatorScope node, Interpolation mode, int alignField) {
    boolean align = node.operator().flag(alignField);
    boolean half = node.operator().flag(alignField + 1);
    Frame frame = Frame.of(node, 0);
    int[] size = node.numbers(1, "the new size");
    if (size.length != 2 || size[0] < 1 || size[1] < 1) {
      throw node.refuse("its new size has " + size.length + " positive extents of 2", null);
    }
    List<Integer> old = frame.rowsAndColumns();
    Resize resize =
        node.checked(
            () ->
                new Resize(
                    List.of(frame.channels(), size[0], size[1]),
                    List.of(1.0, (double) size[0] / old.get(0), (double) size[1] / old.get(1)),
                    mode,
                    align
                        ? CoordinateTransform.ALIGN_CORNERS
                        : half ? CoordinateTransform.HALF_PIXEL : CoordinateTransform.ASYMMETRIC,
                    align || half ? NearestRounding.ROUND_PREFER_CEIL : NearestRounding.FLOOR,
                    UNUSED_CUBIC,
                    false,
                    false,
                    List.of(),
                    0));
    node.result(frame.restored(node.add(resize, frame.channelsFirst())));
  }

  private record Blocks(List<Integer> block, List<Integer> before, List<Integer> after) {}

  /** Block sizes, and padding or crops of each blocked axis; axis 0 counts images. */
  private static Blocks blocks(OperatorScope node, int rank) {
    if (node.isBatched()) {
      throw node.mixesBatch();
    }
    int[] block = node.numbers(1, "the block");
    int[] margins = node.numbers(2, "the margins");
    if (block.length >= rank || margins.length != 2 * block.length) {
      throw node.refuse("blocks of " + block.length + " axes of " + rank, null);
    }
    Blocks blocks = new Blocks(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < block.length; i++) {
      if (block[i] < 1 || margins[2 * i] < 0 || margins[2 * i + 1] < 0) {
        throw node.refuse("a block of " + block[i], null);
      }
      blocks.block.add(block[i]);
      blocks.before.add(margins[2 * i]);
      blocks.after.add(margins[2 * i + 1]);
    }
    return blocks;
  }

  /** Images {@code [b1·b2·N, H, W, ...]} become the places of blocks, whose margins are cut off. */
  private static void batchToSpace(OperatorScope node) {
    String x = node.x();
    List<Integer> shape = node.shape(x);
    Blocks blocks = blocks(node, shape.size());
    int axes = blocks.block.size();
    int places = blocks.block.stream().reduce(1, (a, b) -> a * b);
    if (places < 1 || shape.get(0) % places != 0) {
      throw node.refuse(shape.get(0) + " images for blocks of " + blocks.block, null);
    }
    List<Integer> split = new ArrayList<>(blocks.block);
    split.add(shape.get(0) / places);
    split.addAll(shape.subList(1, shape.size()));
    List<Integer> perm = new ArrayList<>(List.of(axes));
    List<Integer> joined = new ArrayList<>(List.of(shape.get(0) / places));
    for (int i = 0; i < axes; i++) {
      perm.addAll(List.of(axes + 1 + i, i));
      joined.add(shape.get(i + 1) * blocks.block.get(i));
    }
    for (int axis = 1 + axes; axis < shape.size(); axis++) {
      perm.add(axes + axis);
      joined.add(shape.get(axis));
    }
    String moved = node.add(new Transpose(perm), node.reshape(x, split));
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.size(), 0));
    List<Integer> kept = new ArrayList<>(joined);
    for (int i = 0; i < axes; i++) {
      starts.set(i + 1, blocks.before.get(i));
      kept.set(i + 1, joined.get(i + 1) - blocks.before.get(i) - blocks.after.get(i));
    }
    List<Integer> steps = Collections.nCopies(shape.size(), 1);
    String whole = node.reshape(moved, joined);
    node.result(
        kept.equals(joined)
            ? whole
            : node.add(node.checked(() -> new Slice(starts, steps, kept)), whole));
  }

  /** Places of blocks, after margins of zeros were added, become images of their own. */
  private static void spaceToBatch(OperatorScope node) {
    String x = node.x();
    int rank = node.shape(x).size();
    Blocks blocks = blocks(node, rank);
    int axes = blocks.block.size();
    List<Integer> begins = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> ends = new ArrayList<>(begins);
    for (int i = 0; i < axes; i++) {
      begins.set(i + 1, blocks.before.get(i));
      ends.set(i + 1, blocks.after.get(i));
    }
    boolean pads = Stream.concat(begins.stream(), ends.stream()).anyMatch(p -> p > 0);
    String padded = pads ? node.add(new Pad(begins, ends, PadMode.CONSTANT, 0), x) : x;
    List<Integer> shape = node.shape(padded);
    List<Integer> split = new ArrayList<>(List.of(shape.get(0)));
    List<Integer> perm = new ArrayList<>();
    List<Integer> joined = new ArrayList<>(List.of(shape.get(0)));
    for (int i = 0; i < axes; i++) {
      int extent = shape.get(i + 1);
      int block = blocks.block.get(i);
      if (extent % block != 0) {
        throw node.refuse("blocks of " + block + " on an axis of " + extent, null);
      }
      split.addAll(List.of(extent / block, block));
      perm.add(2 * i + 2);
      joined.set(0, joined.get(0) * block);
      joined.add(extent / block);
    }
    perm.add(0);
    for (int i = 0; i < axes; i++) {
      perm.add(2 * i + 1);
    }
    for (int axis = 1 + axes; axis < rank; axis++) {
      perm.add(axes + axis);
      split.add(shape.get(axis));
      joined.add(shape.get(axis));
    }
    String moved = node.add(new Transpose(perm), node.reshape(padded, split));
    node.result(node.reshape(moved, joined));
  }
}
