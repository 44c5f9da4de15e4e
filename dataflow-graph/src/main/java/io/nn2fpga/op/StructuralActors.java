package io.nn2fpga.op;

import io.nn2fpga.ir.StreamType;

/** The actors that the core itself inserts between others; one service provides them. */
public interface StructuralActors {
  /** A converter of a stream to {@code target}: the same elements in the same order. */
  Kernel converter(StreamType source, StreamType target);

  /**
   * A FIFO whose tready is a register.
   *
   * @param depth beats it holds, at least 2
   */
  Kernel fifo(int depth);

  /** The depth of a FIFO of {@link #fifo}; 0 for any other kernel. */
  int depth(Kernel kernel);

  /**
   * A fork: gives each beat of its stream to two others, to each as soon as its reader is ready.
   */
  Kernel fork();
}
