package io.nn2fpga.importer.onnx.write;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.quant.CodeGrid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a value of a quantized graph while the graph is written. */
sealed interface CodedState {

  /** A tensor of which no more is known: real numbers, or codes. */
  record Plain() implements CodedState {}

  /**
   * Real numbers that are codes.
   *
   * @param codes the value of the nn graph that holds the codes
   * @param scale a scalar or a vector along {@code axis}
   * @param zero a scalar or a vector along {@code axis}
   * @param axis of the codes
   * @param element of the codes
   * @param moves nodes that moved the real numbers, in order, and have to move the codes
   */
  record Coded(
      String codes,
      FloatTensor scale,
      FloatTensor zero,
      int axis,
      IntegerElement element,
      List<Node> moves)
      implements CodedState {
    /** Copies the list. */
    public Coded {
      moves = List.copyOf(moves);
    }

    /** Whether all codes have one scale and zero point. */
    boolean isUniform() {
      return scale.data().length == 1 && zero.data().length == 1;
    }

    /** Where all codes lie. */
    CodeGrid grid() {
      return new CodeGrid(
          scale.data()[0],
          (int) zero.data()[0],
          Math.toIntExact(element.min()),
          Math.toIntExact(element.max()));
    }

    Coded moved(Node move) {
      return new Coded(codes, scale, zero, axis, element, longer(moves, move));
    }
  }

  /**
   * Real numbers that codes decide element by element.
   *
   * @param codes of one scale
   * @param numbers one for each code, the least first
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  record Table(Coded codes, float[] numbers) implements CodedState {}

  /**
   * What an operator makes of codes, before it is known on which grid the result shall lie.
   *
   * @param node the operator; null where only clamp and moves are to be done
   * @param operands what it reads
   * @param lo the lower bound of a clamp behind it; negative infinity for none
   * @param hi the upper bound; positive infinity for none
   * @param moves nodes that move the result, in order
   */
  record Pending(
      @Nullable Node node, List<CodedState> operands, double lo, double hi, List<Node> moves)
      implements CodedState {
    /** Copies the lists. */
    public Pending {
      operands = List.copyOf(operands);
      moves = List.copyOf(moves);
    }

    static Pending of(@Nullable Node node, List<CodedState> operands) {
      return new Pending(
          node, operands, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());
    }

    Pending clamped(double low, double high) {
      return new Pending(node, operands, Math.max(lo, low), Math.min(hi, high), moves);
    }

    Pending moved(Node move) {
      return new Pending(node, operands, lo, hi, longer(moves, move));
    }
  }

  private static List<Node> longer(List<Node> nodes, Node further) {
    List<Node> longer = new ArrayList<>(nodes);
    longer.add(further);
    return longer;
  }
}
