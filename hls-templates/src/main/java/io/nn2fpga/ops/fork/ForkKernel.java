package io.nn2fpga.ops.fork;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.fifo.FifoKernel;
import java.util.List;
import java.util.Map;

/**
 * Gives each beat to two readers; latency 1. A reader that is ready takes the beat at once and does
 * not wait for the other one.
 *
 * <p>Operand: any stream. Results: the same stream, twice.
 */
public record ForkKernel() implements Kernel {
  /** Readers; more of them take a chain of forks. */
  public static final int BRANCHES = 2;

  @Override
  public String mnemonic() {
    return "fork";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType stream = Operands.stream(inputs, 0);
    return List.of(stream, stream);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor frame = (IntTensor) inputs.get(0);
    return List.of(frame, frame);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    return new ModuleInstance(
        "nn2fpga_fork",
        ForkKernel.class,
        Map.of("WIDTH", (long) actor.input().dataBits()),
        List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    return new HlsInstance(
        "fork", ForkKernel.class, FifoKernel.copyArguments(actor.input()), List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new ForkMachine();
  }

  @Override
  public Inventory inventory(Actor actor) {
    return new Inventory(
        List.of(), 0, actor.input().dataBits() + 1L + BRANCHES, List.of(), BRANCHES);
  }
}
