package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** Checks of operands, with messages that say what was expected. */
final class Operands {
  /** More elements than any network for an FPGA has in one tensor; keeps sizes within an int. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private Operands() {}

  static void count(List<?> operands, int least, int most) {
    if (operands.size() < least || operands.size() > most) {
      String expected = least == most ? "" + least : least + " to " + most;
      throw new IllegalArgumentException(operands.size() + " operands instead of " + expected);
    }
  }

  static TensorType tensor(List<Type> operands, int index, String what) {
    if (operands.get(index) instanceof TensorType tensor
        && tensor.element() instanceof FloatElement) {
      return tensor;
    }
    throw new IllegalArgumentException(what + " is " + operands.get(index) + ", not a f32 tensor");
  }

  static TensorType tensor(List<Type> operands, int index, int rank, String what) {
    TensorType tensor = tensor(operands, index, what);
    if (tensor.shape().size() != rank) {
      throw new IllegalArgumentException(what + " is " + tensor + ", not of rank " + rank);
    }
    return tensor;
  }

  /** An operand whose elements only move: real numbers or codes. */
  static TensorType anyTensor(List<Type> operands, int index, String what) {
    if (operands.get(index) instanceof TensorType tensor) {
      return tensor;
    }
    throw new IllegalArgumentException(what + " is " + operands.get(index) + ", not a tensor");
  }

  /** Checks an operand of one element a channel. */
  static void vector(List<Type> operands, int index, int channels, String what) {
    TensorType tensor = tensor(operands, index, 1, what);
    if (tensor.extent(0) != channels) {
      throw new IllegalArgumentException(what + " is " + tensor + " for " + channels + " channels");
    }
  }

  static List<Type> result(long... extents) {
    long size = 1;
    for (long extent : extents) {
      if (extent < 1 || extent > MAX_ELEMENTS || (size *= extent) > MAX_ELEMENTS) {
        throw new IllegalArgumentException(
            "the result would have the shape " + java.util.Arrays.toString(extents));
      }
    }
    return List.of(
        new TensorType(
            java.util.Arrays.stream(extents).mapToObj(Math::toIntExact).toList(),
            FloatElement.F32));
  }

  static float[] data(List<Tensor> operands, int index) {
    return ((FloatTensor) operands.get(index)).data();
  }

  static FloatTensor result(NnOperation operation, List<Tensor> operands, float[] data) {
    List<Type> types = operation.inferTypes(types(operands));
    return new FloatTensor((TensorType) types.get(0), data);
  }

  /** A function of two numbers. */
  interface Combination {
    double of(float a, float b);
  }

  /** Two operands, repeated to a common shape and combined element by element. */
  static FloatTensor combined(NnOperation operation, List<Tensor> operands, Combination function) {
    TensorType type = (TensorType) operation.inferTypes(types(operands)).get(0);
    float[] a = Broadcast.expand(data(operands, 0), operands.get(0).type().shape(), type.shape());
    float[] b = Broadcast.expand(data(operands, 1), operands.get(1).type().shape(), type.shape());
    float[] result = new float[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) function.of(a[i], b[i]);
    }
    return new FloatTensor(type, result);
  }

  static List<Type> types(List<Tensor> operands) {
    return operands.stream().map(t -> (Type) t.type()).toList();
  }
}
