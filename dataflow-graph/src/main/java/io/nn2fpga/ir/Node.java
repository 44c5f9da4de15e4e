package io.nn2fpga.ir;

import java.util.List;

/**
 * One application of an operation.
 *
 * @param name unique in its graph; layers keep the name of the model's node they come from
 * @param op what is computed
 * @param inputs names of the operands, activations first, then constants
 * @param outputs names of the results
 * @param source the model's node this comes from, as a user would look it up; empty if none
 */
public record Node(
    String name, Operation op, List<String> inputs, List<String> outputs, String source) {

  /** Copies the lists. */
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The first operand. */
  public String input() {
    return inputs.get(0);
  }

  /** The only result. */
  public String output() {
    return outputs.get(0);
  }
}
