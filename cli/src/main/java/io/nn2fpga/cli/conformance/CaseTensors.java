package io.nn2fpga.cli.conformance;

import io.nn2fpga.cli.conformance.ConformanceCase.Data;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A case's data as tensors of the nn level, and the comparison with those. */
final class CaseTensors {
  /** Of the ONNX project's own runner of these cases. */
  static final double RELATIVE = 1e-3;

  /** Of the ONNX project's own runner of these cases. */
  static final double ABSOLUTE = 1e-7;

  private CaseTensors() {}

  /**
   * What a comparison found.
   *
   * @param largest difference of a number, absolute
   * @param difference the first number or extent that is not as expected; null if there is none
   */
  record Comparison(double largest, @Nullable String difference) {}

  /**
   * One sample of an input.
   *
   * @param batch samples in the data; 0 if the tensor is taken whole
   */
  static Tensor sample(Data data, TensorType type, int batch, int sample) {
    double[] all = data.array().elements();
    int size = type.size();
    int first = batch == 0 || all.length == size ? 0 : sample * size;
    if (first + size > all.length) {
      throw new IllegalStateException(
          "an input " + type + " from data of extents " + data.array().shape());
    }
    if (type.element() instanceof IntegerElement) {
      int[] codes = new int[size];
      for (int i = 0; i < size; i++) {
        codes[i] = (int) all[first + i];
      }
      return new IntTensor(type, codes);
    }
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) all[first + i];
    }
    return new FloatTensor(type, numbers);
  }

  static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /**
   * Compares results with what is expected: whole numbers and codes exactly, others within |a − b|
   * ≤ 1e-7 + 1e-3·|b|, as numbers of the expected format.
   *
   * @param results one a sample
   * @param batch samples; 0 if the tensor is whole
   */
  static Comparison compare(List<Tensor> results, Data expected, int batch) {
    List<Integer> shape = new ArrayList<>(results.get(0).type().shape());
    if (batch > 0) {
      shape.add(0, batch);
    }
    if (!shape.equals(expected.array().shape())) {
      return new Comparison(0, "extents " + shape + " instead of " + expected.array().shape());
    }
    double[] wanted = expected.array().elements();
    int size = results.get(0).type().size();
    double largest = 0;
    String first = null;
    for (int i = 0; i < wanted.length; i++) {
      double actual = element(results.get(batch > 0 ? i / size : 0), i % size, expected.format());
      double difference = actual == wanted[i] ? 0 : Math.abs(actual - wanted[i]);
      boolean bothNaN = Double.isNaN(actual) && Double.isNaN(wanted[i]);
      double allowed =
          expected.format().isInteger() ? 0 : ABSOLUTE + RELATIVE * Math.abs(wanted[i]);
      // Written so that a NaN on one side differs.
      if (!bothNaN && !(difference <= allowed) && first == null) {
        first = String.format(Locale.ROOT, "element %d is %s instead of %s", i, actual, wanted[i]);
      }
      if (!bothNaN) {
        largest = Math.max(largest, difference);
      }
    }
    return new Comparison(largest, first);
  }

  private static double element(Tensor tensor, int index, NumberFormat format) {
    if (tensor instanceof IntTensor codes) {
      return codes.data()[index];
    }
    float number = ((FloatTensor) tensor).data()[index];
    return format.isInteger() ? number : format.of(number, false);
  }
}
