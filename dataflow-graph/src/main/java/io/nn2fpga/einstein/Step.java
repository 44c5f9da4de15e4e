package io.nn2fpga.einstein;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.NnOperation;
import java.util.List;

/** A value in the course of an operator, without batch axis. */
public sealed interface Step {
  /** Its nn type. */
  TensorType type();

  /**
   * A computed operand of the model's node.
   *
   * @param index among the node's operands
   */
  record Given(int index, TensorType type) implements Step {}

  /**
   * A constant.
   *
   * @param name in words that fit behind the node's name
   */
  record Known(String name, FloatTensor tensor) implements Step {
    @Override
    public TensorType type() {
      return tensor.type();
    }
  }

  /** The only result of an operation. */
  record Applied(NnOperation operation, List<Step> operands, TensorType type) implements Step {
    /** Copies the list. */
    public Applied {
      operands = List.copyOf(operands);
    }
  }

  /**
   * An operation on some values.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  static Step of(NnOperation operation, Step... operands) {
    List<Type> types = java.util.Arrays.stream(operands).map(s -> (Type) s.type()).toList();
    return new Applied(
        operation, List.of(operands), (TensorType) operation.inferTypes(types).get(0));
  }
}
