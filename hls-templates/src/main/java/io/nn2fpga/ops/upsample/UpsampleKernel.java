package io.nn2fpga.ops.upsample;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
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
 * {@link Upsample} on a stream of one pixel a beat: a circular buffer of a row and a pixel, which
 * is read as often as each row leaves.
 *
 * <p>Operand: a stream. Result: the enlarged frame by as many lanes; its beats are the interval.
 *
 * @param rows how many rows each row becomes
 * @param columns how many columns each column becomes
 */
public record UpsampleKernel(int rows, int columns) implements Kernel {

  /** Checks the factors. */
  public UpsampleKernel {
    new Upsample(rows, columns);
  }

  @Override
  public String mnemonic() {
    return "upsample";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    Type result = new Upsample(rows, columns).inferTypes(List.of(in.frame())).get(0);
    return List.of(StreamType.of((TensorType) result, in.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new Upsample(rows, columns).evaluate(inputs);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("DATA_BITS", (long) in.dataBits());
    parameters.put("BEATS", (long) in.beatsPerGroup());
    parameters.put("HEIGHT", (long) in.height());
    parameters.put("WIDTH", (long) in.width());
    parameters.put("ROWS", (long) rows);
    parameters.put("COLUMNS", (long) columns);
    return new ModuleInstance("nn2fpga_upsample", UpsampleKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    List<Long> arguments =
        List.of(
            (long) in.height(),
            (long) in.width(),
            (long) in.beatsPerGroup(),
            (long) in.lanes(),
            (long) rows,
            (long) columns,
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L);
    return new HlsInstance("upsample", UpsampleKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    StreamType in = actor.input();
    return new UpsampleMachine(in.width(), in.beatsPerGroup(), rows, columns);
  }

  @Override
  public long interval(Actor actor) {
    return actor.output().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    int capacity = (in.width() + 1) * in.beatsPerGroup();
    int address = IntegerElement.holding(0, capacity - 1L).bits();
    int level = IntegerElement.holding(0, 2L * capacity).bits();
    int counters =
        IntegerElement.holding(0, in.beatsPerGroup()).bits()
            + IntegerElement.holding(0, in.width()).bits()
            + IntegerElement.holding(0, in.height()).bits()
            + IntegerElement.holding(0, rows).bits()
            + IntegerElement.holding(0, columns).bits();
    long registers = in.dataBits() + 2L + 4L * address + 4L * level + counters;
    return new Inventory(
        List.of(),
        2L * address + 5L * level + counters,
        registers,
        List.of(new Inventory.Memory(capacity, in.dataBits(), false)),
        4L * address + 2L * level);
  }
}
