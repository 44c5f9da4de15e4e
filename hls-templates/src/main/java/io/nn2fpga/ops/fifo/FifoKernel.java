package io.nn2fpga.ops.fifo;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A FIFO whose tready and tvalid are registers; latency 1. A deep one reads its memory through a
 * register, so that it can be block RAM; that changes nothing that is seen from outside.
 *
 * <p>Operand: any stream. Result: the same stream.
 *
 * @param depth beats it holds, at least 2, not necessarily a power of two
 */
public record FifoKernel(int depth) implements Kernel {
  /** The deepest memory that is read combinationally: that of one LUT RAM or shift register. */
  private static final int COMBINATIONAL_DEPTH = 32;

  /** Checks the depth. */
  public FifoKernel {
    if (depth < 2) {
      throw new IllegalArgumentException("FIFO of depth " + depth + "; at least 2 are needed");
    }
  }

  private boolean registeredRead() {
    return depth > COMBINATIONAL_DEPTH;
  }

  @Override
  public String mnemonic() {
    return "fifo";
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
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("WIDTH", (long) actor.input().dataBits());
    parameters.put("DEPTH", (long) depth);
    parameters.put("REGISTERED_READ", registeredRead() ? 1L : 0L);
    return new ModuleInstance("nn2fpga_fifo", FifoKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    return new HlsInstance("fifo", FifoKernel.class, copyArguments(actor.input()), List.of());
  }

  /** Template arguments of a function that copies a frame: beats, lanes, bits, signed. */
  public static List<Long> copyArguments(StreamType stream) {
    IntegerElement element = stream.element();
    return List.of(
        (long) stream.beatsPerFrame(),
        (long) stream.elementsPerBeat(),
        (long) element.bits(),
        element.signed() ? 1L : 0L);
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new QueueMachine(depth);
  }

  @Override
  public Inventory inventory(Actor actor) {
    int addressBits = IntegerElement.holding(0, depth - 1).bits();
    int countBits = IntegerElement.holding(0, depth).bits();
    int width = actor.input().dataBits() + 1;
    // The word that passes by the memory, and the choice between both; block RAM has the register
    // of the word that is read inside.
    long passing = registeredRead() ? width : 0;
    return new Inventory(
        List.of(),
        2L * addressBits + countBits,
        2L * addressBits + countBits + 2 + (registeredRead() ? passing + 1 : 0),
        List.of(new Inventory.Memory(depth, width, false)),
        passing);
  }
}
