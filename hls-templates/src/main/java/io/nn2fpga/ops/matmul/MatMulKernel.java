package io.nn2fpga.ops.matmul;

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
import io.nn2fpga.ops.ChannelLanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * {@link MatMul} on two streams of one pixel a beat: keeps a row of the second operand, brings each
 * pixel of the first one before PE of its vectors at a time, SIMD elements a cycle. The next row
 * and the next pixel come in meanwhile.
 *
 * <p>Operands: streams by SIMD lanes each. Result: PE accumulators a beat. Interval: the largest of
 * H·M·ceil(N/PE)·ceil(K/SIMD) and the beats of either operand.
 *
 * @param pe accumulators at a time
 * @param firstZeroPoint za
 * @param secondZeroPoint zb
 * @param accumulator holds every sum
 */
public record MatMulKernel(
    int pe, int firstZeroPoint, int secondZeroPoint, IntegerElement accumulator) implements Kernel {
  private static final int LATENCY = 4;

  /** Checks the ranges. */
  public MatMulKernel {
    new MatMul(firstZeroPoint, secondZeroPoint, accumulator);
    if (pe < 1) {
      throw new IllegalArgumentException("PE " + pe);
    }
  }

  private MatMul operation() {
    return new MatMul(firstZeroPoint, secondZeroPoint, accumulator);
  }

  @Override
  public String mnemonic() {
    return "mat-mul";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType a = Operands.stream(inputs, 0);
    StreamType b = Operands.stream(inputs, 1);
    Operands.requireOnePixel(a);
    Operands.requireOnePixel(b);
    if (a.lanes() != b.lanes() || pe > b.width()) {
      throw new IllegalArgumentException("PE " + pe + " for " + a + " and " + b);
    }
    Type result = operation().inferTypes(List.of(a.frame(), b.frame())).get(0);
    return List.of(StreamType.of((TensorType) result, pe));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return operation().evaluate(inputs);
  }

  /** Bits of a code less its zero point, in two's complement. */
  private static int differenceBits(StreamType operand, int zeroPoint) {
    IntegerElement element = operand.element();
    return IntegerElement.signedBits(
        Math.min(element.min(), element.min() - zeroPoint),
        Math.max(element.max(), element.max() - zeroPoint));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    StreamType out = actor.output();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("PE", (long) pe);
    parameters.put("SIMD", (long) a.lanes());
    parameters.put("BEATS", (long) a.beatsPerGroup());
    parameters.put("LAST_SIMD", (long) ChannelLanes.lastLanes(a));
    parameters.put("ROWS", (long) a.height());
    parameters.put("COLUMNS", (long) a.width());
    parameters.put("VECTORS", (long) b.width());
    parameters.put("FOLDS", (long) out.beatsPerGroup());
    parameters.put("LAST_PE", (long) ChannelLanes.lastLanes(out));
    parameters.put("FIRST_BITS", (long) a.element().bits());
    parameters.put("FIRST_SIGNED", a.element().signed() ? 1L : 0L);
    parameters.put("FIRST_ZERO", (long) firstZeroPoint);
    parameters.put("FIRST_DIFFERENCE", (long) differenceBits(a, firstZeroPoint));
    parameters.put("SECOND_BITS", (long) b.element().bits());
    parameters.put("SECOND_SIGNED", b.element().signed() ? 1L : 0L);
    parameters.put("SECOND_ZERO", (long) secondZeroPoint);
    parameters.put("SECOND_DIFFERENCE", (long) differenceBits(b, secondZeroPoint));
    parameters.put("ACC_BITS", (long) accumulator.bits());
    return new ModuleInstance("nn2fpga_matmul", MatMulKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    StreamType out = actor.output();
    List<Long> arguments =
        LongStream.of(
                pe,
                a.lanes(),
                a.beatsPerGroup(),
                ChannelLanes.lastLanes(a),
                a.height(),
                a.width(),
                b.width(),
                out.beatsPerGroup(),
                a.element().bits(),
                a.element().signed() ? 1 : 0,
                firstZeroPoint,
                b.element().bits(),
                b.element().signed() ? 1 : 0,
                secondZeroPoint,
                accumulator.bits(),
                accumulator.signed() ? 1 : 0)
            .boxed()
            .toList();
    return new HlsInstance("matmul", MatMulKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    StreamType a = actor.inputs().get(0);
    return new MatMulMachine(
        LATENCY,
        a.beatsPerGroup(),
        actor.inputs().get(1).width(),
        actor.output().beatsPerGroup(),
        a.width());
  }

  @Override
  public long interval(Actor actor) {
    long compute = (long) actor.output().beatsPerFrame() * actor.input().beatsPerGroup();
    return Math.max(
        compute,
        Math.max(actor.inputs().get(0).beatsPerFrame(), actor.inputs().get(1).beatsPerFrame()));
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    int first = differenceBits(a, firstZeroPoint);
    int second = differenceBits(b, secondZeroPoint);
    long products = (long) pe * a.lanes();
    int folds = actor.output().beatsPerGroup();
    int beats = a.beatsPerGroup();
    int counters =
        IntegerElement.holding(0, 2L * folds * beats).bits() * 2
            + IntegerElement.holding(0, 2L * beats).bits() * 2
            + IntegerElement.holding(0, (long) a.height() * a.width()).bits() * 2;
    long words = (long) a.dataBits() + (long) pe * b.dataBits();
    long registers =
        words
            + (long) a.lanes() * first
            + products * second
            + products * (first + second)
            + (long) pe * accumulator.bits()
            + counters;
    long adders =
        (firstZeroPoint == 0 ? 0 : (long) a.lanes() * first)
            + (secondZeroPoint == 0 ? 0 : products * second)
            + products * accumulator.bits()
            + counters;
    return new Inventory(
        List.of(new Inventory.Product(first, second, products)),
        adders,
        registers,
        List.of(
            new Inventory.Memory(2 * beats, a.dataBits(), false),
            new Inventory.Memory(2 * folds * beats, pe * b.dataBits(), false)),
        (long) pe * accumulator.bits());
  }
}
