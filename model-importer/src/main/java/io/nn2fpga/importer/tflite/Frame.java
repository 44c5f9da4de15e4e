package io.nn2fpga.importer.tflite;

import java.util.ArrayList;
import java.util.List;

/**
 * An image operand {@code [rows, columns, channels]}, channels first as the nn operators on windows
 * have it, and the way back.
 */
final class Frame {
  private final OperatorScope node;
  private final String value;
  private final List<Integer> shape;
  private final boolean whole;

  private Frame(OperatorScope node, String value, List<Integer> shape, boolean whole) {
    this.node = node;
    this.value = value;
    this.shape = shape;
    this.whole = whole;
  }

  /** The image that an operand is; with a batch axis in the nn graph, that has extent 1. */
  static Frame of(OperatorScope node, int input) {
    String value = node.computed(input);
    List<Integer> shape = node.shape(value);
    boolean whole = !node.isBatched();
    if (shape.size() != (whole ? 4 : 3) || (whole && shape.get(0) != 1)) {
      throw node.refuse(
          "its operand is of the shape " + node.input(input).shape(),
          "only single images [1, rows, columns, channels] are taken");
    }
    return new Frame(node, value, whole ? shape.subList(1, 4) : shape, whole);
  }

  int channels() {
    return shape.get(2);
  }

  List<Integer> rowsAndColumns() {
    return shape.subList(0, 2);
  }

  /** The image, {@code [channels, rows, columns]}. */
  String channelsFirst() {
    return node.toChannelsFirst(node.reshape(value, shape));
  }

  /** A result {@code [channels, rows, columns]} in the model's own layout. */
  String restored(String result) {
    String last = node.toChannelsLast(result);
    if (!whole) {
      return last;
    }
    List<Integer> batched = new ArrayList<>(List.of(1));
    batched.addAll(node.shape(last));
    return node.reshape(last, batched);
  }
}
