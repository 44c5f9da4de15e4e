package io.nn2fpga.ops.depthwise;

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
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.op.WeightMemory;
import io.nn2fpga.ops.mvu.MvuFoldings;
import io.nn2fpga.ops.mvu.MvuInventory;
import io.nn2fpga.ops.mvu.MvuKernel;
import io.nn2fpga.ops.mvu.MvuMachine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Vector-vector unit: multiplies each channel's window by weight vectors of its own.
 *
 * <p>Operands: a stream of windows, PE channels by SIMD taps a beat in lanes (tap, channel), and
 * the constant {@code [C·M, taps]} weights. A pixel's channels come in ceil(C / PE) folds, each of
 * them in ceil(taps / SIMD) beats; the frame is {@code [OH, OW, folds · beats · SIMD · PE]}, or
 * {@code [OH, OW, C]} of a single tap. Result: a stream of {@code [OH, OW, C·M]} accumulators; a
 * fold's PE·M sums leave while the next fold accumulates.
 *
 * @param pe channels computed at a time, 1 to C; each with its M weight vectors
 * @param simd taps of each channel multiplied at a time
 * @param channels C
 * @param pipeline 1 for registers between operands and multipliers: a cycle more of latency
 * @param weight the weights' type; signed
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record VvuKernel(
    int pe, int simd, int channels, int pipeline, IntegerElement weight, IntegerElement accumulator)
    implements Kernel {
  private static final int MAX_OPERAND_BITS = 16;

  /** Checks the ranges. */
  public VvuKernel {
    if (pe < 1 || simd < 1 || pe > channels) {
      throw new IllegalArgumentException(
          "PE " + pe + ", SIMD " + simd + " of " + channels + " channels");
    }
    MvuKernel.requirePipeline(pipeline);
    if (!weight.signed() || weight.bits() > MAX_OPERAND_BITS) {
      throw new IllegalArgumentException(
          "weights are " + weight + ", have to be signed, of at most " + MAX_OPERAND_BITS);
    }
    Operands.requireInt(accumulator);
  }

  /** A kernel without further registers. */
  public VvuKernel(
      int pe, int simd, int channels, IntegerElement weight, IntegerElement accumulator) {
    this(pe, simd, channels, 0, weight, accumulator);
  }

  @Override
  public String mnemonic() {
    return "vvu";
  }

  /**
   * What follows from the weights' shape.
   *
   * @param multiplier M, weight vectors a channel
   * @param taps weights of each
   */
  private record Shape(int multiplier, int taps) {}

  private Shape shape(TensorType weights) {
    return new Shape(weights.extent(0) / channels, weights.extent(1));
  }

  private Shape shape(Actor actor) {
    return shape(actor.constants().get(0).type());
  }

  private int channelFolds() {
    return MvuFoldings.folds(channels, pe);
  }

  private int tapFolds(Shape shape) {
    return MvuFoldings.folds(shape.taps, simd);
  }

  /** Sums of a fold. */
  private int rows(Shape shape) {
    return pe * shape.multiplier;
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType input = Operands.stream(inputs, 0);
    TensorType weights = Operands.integers(inputs, 1, 2);
    if (!weights.element().equals(weight) || weights.extent(0) % channels != 0) {
      throw new IllegalArgumentException(
          "weights " + weights + ": need " + weight + " for " + channels + " channels");
    }
    Shape shape = shape(weights);
    int beats = channelFolds() * tapFolds(shape);
    boolean fits =
        input.channels() == beats * simd * pe || (shape.taps == 1 && input.channels() == channels);
    if (!fits
        || input.pixels() != 1
        || input.lanes() != simd * pe
        || simd > shape.taps
        || input.element().bits() > MAX_OPERAND_BITS) {
      throw new IllegalArgumentException(
          "input " + input + ", weights " + weights + " by PE " + pe + " x SIMD " + simd);
    }
    int lanes = MvuKernel.outputLanes(rows(shape), tapFolds(shape));
    return List.of(
        new StreamType(input.height(), input.width(), weights.extent(0), accumulator, 1, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor weights = (IntTensor) inputs.get(1);
    Shape shape = shape(weights.type());
    int outputs = weights.type().extent(0);
    int places = x.type().extent(2);
    int[] offsets = offsets(shape);
    int[] result = new int[x.data().length / places * outputs];
    for (int i = 0; i < result.length; i++) {
      int channel = i % outputs / shape.multiplier;
      int at = i / outputs * places;
      long sum = 0;
      for (int tap = 0; tap < shape.taps; tap++) {
        int value = x.data()[at + offsets[channel * shape.taps + tap]];
        sum += (long) value * weights.data()[i % outputs * shape.taps + tap];
      }
      if (!accumulator.holds(sum)) {
        throw new IllegalStateException("sum " + sum + " does not fit " + accumulator);
      }
      result[i] = (int) sum;
    }
    return List.of(
        IntTensor.of(accumulator, result, x.type().extent(0), x.type().extent(1), outputs));
  }

  /** Where a pixel's beats hold tap t of channel c: element c · taps + t. */
  private int[] offsets(Shape shape) {
    int[] offsets = new int[channels * shape.taps];
    for (int i = 0; i < offsets.length; i++) {
      int channel = i / shape.taps;
      int tap = i % shape.taps;
      int beat = channel / pe * tapFolds(shape) + tap / simd;
      offsets[i] = (beat * simd + tap % simd) * pe + channel % pe;
    }
    return offsets;
  }

  private int lastBeats(Actor actor) {
    int rest = (channels - (channelFolds() - 1) * pe) * shape(actor).multiplier;
    return MvuFoldings.folds(rest, actor.output().lanes());
  }

  @Override
  public ModuleInstance module(Actor actor) {
    Shape shape = shape(actor);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("PE", (long) pe);
    parameters.put("MULTIPLIER", (long) shape.multiplier);
    parameters.put("SIMD", (long) simd);
    parameters.put("LANES", (long) actor.output().lanes());
    parameters.put("IN_BITS", (long) actor.input().element().bits());
    parameters.put("IN_SIGNED", actor.input().element().signed() ? 1L : 0L);
    parameters.put("WEIGHT_BITS", (long) weight.bits());
    parameters.put("ACC_BITS", (long) accumulator.bits());
    parameters.put("TAP_FOLDS", (long) tapFolds(shape));
    parameters.put("CHANNEL_FOLDS", (long) channelFolds());
    parameters.put("LAST_BEATS", (long) lastBeats(actor));
    parameters.put("SUM_STAGES", (long) MvuKernel.sumStages(simd) + pipeline);
    parameters.put("OPERAND_STAGES", (long) pipeline);
    MemoryImage image = new MemoryImage("WEIGHT_FILE", weight.bits(), weightWords(actor));
    return new ModuleInstance("nn2fpga_vvu", VvuKernel.class, parameters, List.of(image));
  }

  /** {@code [channel fold · tap folds + tap fold][row · SIMD + column]}; 0 where ragged. */
  private long[][] weightWords(Actor actor) {
    IntTensor weights = (IntTensor) actor.constants().get(0);
    Shape shape = shape(actor);
    int rows = rows(shape);
    int folds = tapFolds(shape);
    long[][] words = new long[channelFolds() * folds][rows * simd];
    for (int i = 0; i < weights.data().length; i++) {
      int output = i / shape.taps;
      int tap = i % shape.taps;
      words[output / rows * folds + tap / simd][output % rows * simd + tap % simd] =
          weights.data()[i];
    }
    return words;
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType input = actor.input();
    Shape shape = shape(actor);
    long[][] words = weightWords(actor);
    long[] values = Arrays.stream(words).flatMapToLong(Arrays::stream).toArray();
    return new HlsInstance(
        "vvu",
        VvuKernel.class,
        List.of(
            (long) input.height() * input.width(),
            (long) tapFolds(shape),
            (long) channelFolds(),
            (long) lastBeats(actor),
            (long) pe,
            (long) shape.multiplier,
            (long) simd),
        List.of(
            new HlsInstance.ConstantArray(
                "weights", weight.bits(), List.of(words.length, rows(shape), simd), values)));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    Shape shape = shape(actor);
    return MvuMachine.passing(
        tapFolds(shape),
        channelFolds(),
        MvuKernel.sumStages(simd) + pipeline,
        rows(shape) / actor.output().lanes(),
        lastBeats(actor));
  }

  @Override
  public long interval(Actor actor) {
    StreamType input = actor.input();
    long pixels = (long) input.height() * input.width();
    return pixels * channelFolds() * tapFolds(shape(actor));
  }

  @Override
  public Inventory inventory(Actor actor) {
    Shape shape = shape(actor);
    return MvuInventory.passing(
        new MvuInventory.Unit(
            rows(shape),
            1,
            simd,
            weight.bits(),
            accumulator.bits(),
            actor.output().lanes(),
            pipeline,
            WeightMemory.ROM),
        actor.input(),
        tapFolds(shape),
        channelFolds());
  }
}
