package io.nn2fpga.ops.mvu;

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
import io.nn2fpga.op.TimingMachine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Multiplies each pixel's vector by a weight matrix.
 *
 * <p>Operands: a stream of {@code [OH, OW, K]} frames by SIMD lanes, and the constant {@code [OC,
 * K]} weights. Result: a stream of {@code [OH, OW, OC]} accumulators by {@link #outputLanes} lanes.
 * Output folds are the outer loop, input folds the inner; the last of each may be ragged.
 *
 * @param pe output channels computed at a time, 1 to OC
 * @param simd inputs of each output channel multiplied at a time, 1 to K
 * @param weight the weights' type; signed
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record MvuKernel(int pe, int simd, IntegerElement weight, IntegerElement accumulator)
    implements Kernel {

  /** Checks the ranges. */
  public MvuKernel {
    if (pe < 1 || simd < 1) {
      throw new IllegalArgumentException("PE " + pe + ", SIMD " + simd);
    }
    if (!weight.signed() || weight.bits() > MAX_OPERAND_BITS) {
      throw new IllegalArgumentException(
          "weights are " + weight + ", have to be signed, of at most " + MAX_OPERAND_BITS);
    }
    if (accumulator.bits() > (accumulator.signed() ? Integer.SIZE : Integer.SIZE - 1)) {
      throw new IllegalArgumentException(accumulator + " accumulators do not fit 32 bits");
    }
  }

  private static final int MAX_OPERAND_BITS = 16;

  /** Bits by which the sum of {@code terms} numbers is wider than each of them. */
  private static int growth(int terms) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(terms - 1);
  }

  /**
   * Lanes of the output: enough that a fold's sums leave while the next fold accumulates, and a
   * divisor of PE, so that only a pixel's last beat is ragged.
   *
   * @return the smallest divisor of {@code pe} that is at least ceil(pe / inputFolds)
   */
  public static int outputLanes(int pe, int inputFolds) {
    int lanes = ceilDiv(pe, inputFolds);
    while (pe % lanes != 0) {
      lanes++;
    }
    return lanes;
  }

  /**
   * Cycles from the operand registers to the sum of {@code simd} products: one for the multipliers
   * and one for every two levels of the adder tree.
   */
  public static int sumStages(int simd) {
    return 1 + (growth(simd) + 1) / 2;
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  @Override
  public String mnemonic() {
    return "mvu";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    if (inputs.size() != 2
        || !(inputs.get(0) instanceof StreamType input)
        || !(inputs.get(1) instanceof TensorType weights)) {
      throw new IllegalArgumentException("operands " + inputs + ": need a stream and weights");
    }
    if (!weights.element().equals(weight)
        || weights.shape().size() != 2
        || weights.extent(1) != input.channels()) {
      throw new IllegalArgumentException(
          "weights " + weights + ": need " + weight + " for vectors of " + input.channels());
    }
    if (input.pixels() != 1
        || input.lanes() != simd
        || input.element().bits() > MAX_OPERAND_BITS
        || pe > weights.extent(0)) {
      throw new IllegalArgumentException(
          "input " + input + ", weights " + weights + " by PE " + pe + " x SIMD " + simd);
    }
    int lanes = outputLanes(pe, input.beatsPerGroup());
    return List.of(
        new StreamType(input.height(), input.width(), weights.extent(0), accumulator, 1, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor weights = (IntTensor) inputs.get(1);
    int length = x.type().extent(2);
    int channels = weights.type().extent(0);
    int pixels = x.type().extent(0) * x.type().extent(1);
    int[] result = new int[pixels * channels];
    for (int i = 0; i < result.length; i++) {
      long sum =
          dot(x.data(), i / channels * length, weights.data(), i % channels * length, length);
      if (!accumulator.holds(sum)) {
        throw new IllegalStateException("sum " + sum + " does not fit " + accumulator);
      }
      result[i] = (int) sum;
    }
    return List.of(
        IntTensor.of(accumulator, result, x.type().extent(0), x.type().extent(1), channels));
  }

  private static long dot(int[] x, int xAt, int[] weights, int weightsAt, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (long) x[xAt + i] * weights[weightsAt + i];
    }
    return sum;
  }

  private int outputFolds(Actor actor) {
    return ceilDiv(actor.output().channels(), pe);
  }

  private static int inputFolds(Actor actor) {
    return actor.input().beatsPerGroup();
  }

  private int lastBeats(Actor actor) {
    int rest = actor.output().channels() - (outputFolds(actor) - 1) * pe;
    return ceilDiv(rest, actor.output().lanes());
  }

  /** Bits that hold any sum of SIMD products, but no more than the accumulator needs. */
  private int sumBits(Actor actor) {
    int product = actor.input().element().bits() + weight.bits();
    return Math.max(product, Math.min(product + growth(simd), accumulator.bits()));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("PE", (long) pe);
    parameters.put("SIMD", (long) simd);
    parameters.put("LANES", (long) actor.output().lanes());
    parameters.put("IN_BITS", (long) actor.input().element().bits());
    parameters.put("IN_SIGNED", actor.input().element().signed() ? 1L : 0L);
    parameters.put("WEIGHT_BITS", (long) weight.bits());
    parameters.put("ACC_BITS", (long) accumulator.bits());
    parameters.put("INPUT_FOLDS", (long) inputFolds(actor));
    parameters.put("OUTPUT_FOLDS", (long) outputFolds(actor));
    parameters.put("LAST_BEATS", (long) lastBeats(actor));
    parameters.put("SUM_STAGES", (long) sumStages(simd));
    MemoryImage image = new MemoryImage("WEIGHT_FILE", weight.bits(), weightWords(actor));
    return new ModuleInstance("nn2fpga_mvu", MvuKernel.class, parameters, List.of(image));
  }

  /** {@code [output fold · input folds + input fold][row · SIMD + column]}; 0 where ragged. */
  private long[][] weightWords(Actor actor) {
    IntTensor weights = (IntTensor) actor.constants().get(0);
    int channels = weights.type().extent(0);
    int length = weights.type().extent(1);
    int folds = inputFolds(actor);
    long[][] words = new long[outputFolds(actor) * folds][pe * simd];
    for (int oc = 0; oc < channels; oc++) {
      for (int k = 0; k < length; k++) {
        words[oc / pe * folds + k / simd][oc % pe * simd + k % simd] =
            weights.data()[oc * length + k];
      }
    }
    return words;
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType input = actor.input();
    long[][] words = weightWords(actor);
    long[] values = Arrays.stream(words).flatMapToLong(Arrays::stream).toArray();
    return new HlsInstance(
        "mvu",
        MvuKernel.class,
        List.of(
            (long) input.height() * input.width(),
            (long) inputFolds(actor),
            (long) outputFolds(actor),
            (long) lastBeats(actor),
            (long) pe),
        List.of(
            new HlsInstance.ConstantArray(
                "weights", weight.bits(), List.of(words.length, pe, simd), values)));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new MvuMachine(
        inputFolds(actor),
        outputFolds(actor),
        sumStages(simd),
        pe / actor.output().lanes(),
        lastBeats(actor));
  }

  @Override
  public long interval(Actor actor) {
    StreamType input = actor.input();
    return (long) input.height() * input.width() * outputFolds(actor) * inputFolds(actor);
  }

  @Override
  public Inventory inventory(Actor actor) {
    return MvuInventory.of(
        this, actor, inputFolds(actor), outputFolds(actor), sumBits(actor), sumStages(simd));
  }
}
