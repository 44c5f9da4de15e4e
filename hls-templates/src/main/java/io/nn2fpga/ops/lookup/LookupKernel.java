package io.nn2fpga.ops.lookup;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.HlsInstance.ConstantArray;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * {@link Lookup} on a stream of one pixel a beat: a pipeline of two stages (read, clear unused
 * lanes), a memory a lane.
 *
 * <p>Operands: the codes' stream, table {@code [1, 2^bits]} or {@code [C, 2^bits]}. Result: a
 * stream of as many lanes.
 *
 * @param output the results' type
 */
public record LookupKernel(IntegerElement output) implements Kernel {
  private static final int LATENCY = 2;

  @Override
  public String mnemonic() {
    return "lookup";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    new Lookup(output).inferTypes(List.of(in.frame(), inputs.get(1)));
    return List.of(new StreamType(in.height(), in.width(), in.channels(), output, 1, in.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new Lookup(output).evaluate(inputs);
  }

  private static boolean isShared(Actor actor) {
    return actor.constants().get(0).type().extent(0) == 1;
  }

  private static int entries(Actor actor) {
    return actor.constants().get(0).type().extent(1);
  }

  /** The tables in the order of the codes' bits: of signed codes 0 is the first. */
  private static long[] byBits(Actor actor) {
    long[] table = ChannelLanes.elements(actor.constants().get(0));
    if (!actor.input().element().signed()) {
      return table;
    }
    int entries = entries(actor);
    long[] result = new long[table.length];
    for (int i = 0; i < table.length; i++) {
      result[i / entries * entries + (i + entries / 2) % entries] = table[i];
    }
    return result;
  }

  /** By beat and code, lane by lane; a table for all lanes by code. */
  private static long[][] words(Actor actor) {
    long[] table = byBits(actor);
    if (isShared(actor)) {
      return Arrays.stream(table).mapToObj(v -> new long[] {v}).toArray(long[][]::new);
    }
    StreamType in = actor.input();
    int entries = entries(actor);
    return ChannelLanes.addressed(in, table, entries);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = ChannelLanes.parameters(in);
    parameters.put("IN_BITS", (long) in.element().bits());
    parameters.put("OUT_BITS", (long) output.bits());
    parameters.put("SHARED", isShared(actor) ? 1L : 0L);
    return new ModuleInstance(
        "nn2fpga_lookup",
        LookupKernel.class,
        parameters,
        List.of(new MemoryImage("TABLE_FILE", output.bits(), words(actor))));
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    boolean shared = isShared(actor);
    List<Long> arguments = new ArrayList<>(ChannelLanes.arguments(in));
    arguments.add((long) in.element().bits());
    arguments.add(in.element().signed() ? 1L : 0L);
    arguments.add((long) output.bits());
    arguments.add(output.signed() ? 1L : 0L);
    arguments.add(shared ? 1L : (long) in.beatsPerGroup());
    arguments.add(shared ? 1L : (long) in.lanes());
    int entries = entries(actor);
    List<Integer> extents =
        shared ? List.of(1, 1, entries) : List.of(in.beatsPerGroup(), in.lanes(), entries);
    long[] table = byBits(actor);
    long[] values = shared ? table : ChannelLanes.flat(ChannelLanes.words(in, table, entries));
    // Arrays are signed: one bit more for unsigned results.
    int bits = output.bits() + (output.signed() ? 0 : 1);
    return new HlsInstance(
        "lookup",
        LookupKernel.class,
        arguments,
        List.of(new ConstantArray("table", bits, extents, values)));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    Inventory.Memory rom = new Inventory.Memory(words(actor).length, output.bits(), true);
    return new Inventory(
        List.of(),
        0,
        2L * in.lanes() * output.bits() + 3L * LATENCY,
        Collections.nCopies(in.lanes(), rom),
        0);
  }
}
