package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sum of products of elements, as an equation of letters for axes says: {@code ij,jk->ik} is a
 * matrix product. A letter that is not right of the arrow is summed over; one that an operand has
 * twice takes its diagonal.
 *
 * @param operands letters of each operand's axes, one string an operand
 * @param result letters of the result's axes, each once
 */
public record Einsum(List<String> operands, String result) implements NnOperation {

  /** Copies the operands and checks that the result has axes of theirs. */
  public Einsum {
    operands = List.copyOf(operands);
    String all = String.join("", operands);
    if (result.chars().distinct().count() < result.length()
        || !result.chars().allMatch(letter -> all.indexOf(letter) >= 0)) {
      throw new IllegalArgumentException(
          "the equation " + String.join(",", operands) + "->" + result);
    }
  }

  @Override
  public String mnemonic() {
    return "einsum";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, operands.size(), operands.size());
    Map<Integer, Integer> extents = extents(inputs);
    return Operands.result(result.chars().mapToLong(extents::get).toArray());
  }

  /** The extent of each letter. */
  private Map<Integer, Integer> extents(List<Type> inputs) {
    Map<Integer, Integer> extents = new LinkedHashMap<>();
    result.chars().forEach(letter -> extents.put(letter, 1));
    for (int i = 0; i < inputs.size(); i++) {
      TensorType type = Operands.tensor(inputs, i, "the operand");
      if (type.shape().size() != operands.get(i).length()) {
        throw new IllegalArgumentException(type + " for the axes '" + operands.get(i) + "'");
      }
      for (int axis = 0; axis < type.shape().size(); axis++) {
        int letter = operands.get(i).charAt(axis);
        int extent = type.extent(axis);
        int known = extents.getOrDefault(letter, 1);
        if (known != 1 && extent != 1 && known != extent) {
          throw new IllegalArgumentException(
              "axis '" + (char) letter + "' has the extents " + known + " and " + extent);
        }
        extents.put(letter, Math.max(known, extent));
      }
    }
    return extents;
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    Map<Integer, Integer> extents = extents(Operands.types(inputs));
    List<Integer> letters = new ArrayList<>(extents.keySet());
    int[] counts = extents.values().stream().mapToInt(Integer::intValue).toArray();
    int[][] steps = new int[inputs.size()][];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = steps(operands.get(i), inputs.get(i).type(), letters);
    }
    int summed = 1;
    for (int axis = result.length(); axis < counts.length; axis++) {
      summed = Math.multiplyExact(summed, counts[axis]);
    }
    int size = 1;
    for (int axis = 0; axis < result.length(); axis++) {
      size *= counts[axis];
    }
    float[] output = new float[size];
    int[] index = new int[counts.length];
    int[] places = new int[inputs.size()];
    // The result's axes are the first of the walk, so that a sum is finished before the next one.
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int k = 0; k < summed; k++) {
        double product = 1;
        for (int operand = 0; operand < places.length; operand++) {
          product *= Operands.data(inputs, operand)[places[operand]];
        }
        sum += product;
        advance(index, counts, places, steps);
      }
      output[i] = (float) sum;
    }
    return List.of(Operands.result(this, inputs, output));
  }

  /** How far an operand's place moves for a step along each letter. */
  private static int[] steps(String axes, TensorType type, List<Integer> letters) {
    int[] steps = new int[letters.size()];
    int step = 1;
    for (int axis = axes.length() - 1; axis >= 0; axis--) {
      if (type.extent(axis) > 1) {
        steps[letters.indexOf((int) axes.charAt(axis))] += step;
      }
      step *= type.extent(axis);
    }
    return steps;
  }

  private static void advance(int[] index, int[] counts, int[] places, int[][] steps) {
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis]++;
      int move = index[axis] < counts[axis] ? 1 : 1 - counts[axis];
      for (int operand = 0; operand < places.length; operand++) {
        places[operand] += move * steps[operand][axis];
      }
      if (index[axis] < counts[axis]) {
        return;
      }
      index[axis] = 0;
    }
  }
}
