package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.quant.CodeGrid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value is while {@link KernelInterpreter} runs a graph. */
sealed interface CodedValue {
  /** The value as the operator on real numbers computes it. */
  Tensor tensor();

  /** A tensor of which no more is known. */
  record Plain(Tensor tensor) implements CodedValue {}

  /**
   * Real numbers that the operator behind makes codes of.
   *
   * @param numbers the real numbers
   * @param how what the operator is
   */
  record Dynamic(FloatTensor numbers, DynamicQuantize how) implements CodedValue {
    @Override
    public Tensor tensor() {
      return numbers;
    }
  }

  /**
   * Real numbers that are codes.
   *
   * @param codes the codes
   * @param scale a scalar or a vector along {@code axis}
   * @param zero a scalar or a vector along {@code axis}
   * @param axis of the codes
   */
  record Coded(IntTensor codes, FloatTensor scale, FloatTensor zero, int axis)
      implements CodedValue {
    @Override
    public Tensor tensor() {
      return new Dequantize(axis).evaluate(List.of(codes, scale, zero)).get(0);
    }

    /** Whether all codes have one scale and zero point. */
    boolean isUniform() {
      return scale.data().length == 1 && zero.data().length == 1;
    }

    /** Where all codes lie. */
    CodeGrid grid() {
      IntegerElement element = (IntegerElement) codes.type().element();
      return new CodeGrid(
          scale.data()[0],
          (int) zero.data()[0],
          Math.toIntExact(element.min()),
          Math.toIntExact(element.max()));
    }

    Coded with(IntTensor other) {
      return new Coded(other, scale, zero, axis);
    }
  }

  /**
   * What an operator makes of codes, before it is known on which grid the result shall lie.
   *
   * <p>A clamp behind the operator is part of it; what only moves elements is done to the codes.
   */
  final class Pending implements CodedValue {
    private final @Nullable NnOperation operation;
    private final List<CodedValue> operands;
    private final double lo;
    private final double hi;
    private final List<NnOperation> moves;
    private @Nullable Tensor real;

    private Pending(
        @Nullable NnOperation operation,
        List<CodedValue> operands,
        double lo,
        double hi,
        List<NnOperation> moves) {
      this.operation = operation;
      this.operands = operands;
      this.lo = lo;
      this.hi = hi;
      this.moves = moves;
    }

    /** An operator; null where only its clamp and moves are to be done. */
    Pending(@Nullable NnOperation operation, List<CodedValue> operands) {
      this(
          operation,
          operands,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          new ArrayList<>());
    }

    Pending clamped(Clamp clamp) {
      return new Pending(
          operation, operands, Math.max(lo, clamp.lo()), Math.min(hi, clamp.hi()), moves);
    }

    Pending moved(NnOperation move) {
      List<NnOperation> longer = new ArrayList<>(moves);
      longer.add(move);
      return new Pending(operation, operands, lo, hi, longer);
    }

    @Nullable NnOperation operation() {
      return operation;
    }

    List<CodedValue> operands() {
      return operands;
    }

    double lo() {
      return lo;
    }

    double hi() {
      return hi;
    }

    /** Codes of the operator's result, moved as the value is. */
    IntTensor moved(IntTensor codes) {
      IntTensor result = codes;
      for (NnOperation move : moves) {
        result = rearranged(move, List.of(result));
      }
      return result;
    }

    @Override
    public Tensor tensor() {
      Tensor value = real;
      if (value == null) {
        List<Tensor> inputs = operands.stream().map(CodedValue::tensor).toList();
        value = operation == null ? inputs.get(0) : operation.evaluate(inputs).get(0);
        if (lo > Double.NEGATIVE_INFINITY || hi < Double.POSITIVE_INFINITY) {
          value = new Clip(lo, hi).evaluate(List.of(value)).get(0);
        }
        for (NnOperation move : moves) {
          value = move.evaluate(List.of(value)).get(0);
        }
        real = value;
      }
      return value;
    }
  }

  /** An operator that only moves elements, or picks them by their order, on codes. */
  static IntTensor rearranged(NnOperation operation, List<IntTensor> operands) {
    List<Tensor> numbers = operands.stream().map(o -> (Tensor) NnInterpreter.numbers(o)).toList();
    FloatTensor moved = (FloatTensor) operation.evaluate(numbers).get(0);
    int[] codes = new int[moved.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) moved.data()[i];
    }
    return new IntTensor(
        new TensorType(moved.type().shape(), operands.get(0).type().element()), codes);
  }

  /** The type of an operation's only result. */
  static TensorType type(NnOperation operation, List<CodedValue> operands) {
    List<Type> types =
        operands.stream()
            .map(o -> (Type) new TensorType(shape(o), io.nn2fpga.ir.FloatElement.F32))
            .toList();
    return (TensorType) operation.inferTypes(types).get(0);
  }

  private static List<Integer> shape(CodedValue value) {
    return value instanceof Coded coded
        ? coded.codes.type().shape()
        : value.tensor().type().shape();
  }
}
