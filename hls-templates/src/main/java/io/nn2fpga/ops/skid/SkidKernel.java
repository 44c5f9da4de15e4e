package io.nn2fpga.ops.skid;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.fifo.QueueMachine;
import java.util.List;
import java.util.Map;

/**
 * A register slice: every output is a register, two beats are held; latency 1.
 *
 * <p>Operand: any stream. Result: the same stream.
 */
public record SkidKernel() implements Kernel {
  /** Beats that it holds. */
  public static final int HELD = 2;

  @Override
  public String mnemonic() {
    return "skid";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    return List.of(Operands.stream(inputs, 0));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return List.of((IntTensor) inputs.get(0));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    return new ModuleInstance(
        "nn2fpga_skid",
        SkidKernel.class,
        Map.of("WIDTH", (long) actor.input().dataBits()),
        List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    return new HlsInstance(
        "skid", SkidKernel.class, FifoKernel.copyArguments(actor.input()), List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new QueueMachine(HELD);
  }

  @Override
  public Inventory inventory(Actor actor) {
    long width = actor.input().dataBits() + 1L;
    return new Inventory(List.of(), 0, HELD * width + 2, List.of(), width);
  }
}
