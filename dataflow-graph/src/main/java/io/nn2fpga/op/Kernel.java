package io.nn2fpga.op;

import io.nn2fpga.cost.Inventory;

/**
 * A streaming actor of the flow level: one hardware module with its folding.
 *
 * <p>Operands and results are streams; constant operands (weights, requantization constants) become
 * memory images. {@link #evaluate} works on the frames that the streams carry. Everything a kernel
 * says of itself is held against its Verilog and HLS C++ by the operator contract suite.
 */
public interface Kernel extends IntegerOperation {
  /** The Verilog module that implements the kernel. */
  ModuleInstance module(Actor actor);

  /** The HLS C++ function that implements the kernel. */
  HlsInstance hls(Actor actor);

  /**
   * A new machine that tells, cycle by cycle, when the module takes and gives beats.
   *
   * <p>It is exact: driven with the same stalls it transfers each beat in the same cycle as the
   * Verilog.
   */
  TimingMachine timing(Actor actor);

  /**
   * Cycles a frame in steady state, with a source that is always valid and a sink always ready; of
   * most kernels, which take a beat of their first input in each cycle, the beats of its frame.
   */
  default long interval(Actor actor) {
    return actor.input().beatsPerFrame();
  }

  /** What the module is made of, in technology-neutral terms. */
  Inventory inventory(Actor actor);
}
