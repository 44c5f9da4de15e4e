package io.nn2fpga.ir;

/**
 * An edge of a graph: a name, unique in its graph, and a type.
 *
 * @param name as the model calls it, where it comes from the model
 * @param type what it carries
 */
public record Value(String name, Type type) {
  /** The type of a value that is a tensor (levels nn and int, and constants). */
  public TensorType tensor() {
    return (TensorType) type;
  }

  /** The type of a value that is a stream (level flow). */
  public StreamType stream() {
    return (StreamType) type;
  }
}
