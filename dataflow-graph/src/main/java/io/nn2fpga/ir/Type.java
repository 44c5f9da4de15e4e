package io.nn2fpga.ir;

/** The type of a {@link Value}: a whole tensor, or a stream of beats that carries one a frame. */
public sealed interface Type permits TensorType, StreamType {
  /** What each element is. */
  ElementType element();
}
