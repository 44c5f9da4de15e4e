package io.nn2fpga.ops.mvu;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.op.WeightMemory;
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
 * <p>With {@code [G, OC/G, K]} weights a pixel holds G vectors, {@code [OH, OW, G·K]}, each of
 * which meets the matrix of its group; then SIMD divides K and the output's lanes divide OC/G.
 *
 * <p>With PX > 1 a beat brings SIMD elements of each of PX vectors, which meet the same weights:
 * {@code [OH, OW / PX, input folds · PX · SIMD]} frames in the order (fold, pixel, element), as
 * {@code pixelwindows} gives them, become {@code [OH, OW / PX, PX · OC]} accumulators. All output
 * channels are then computed at a time, so that the sums leave in the folded frame's order.
 *
 * @param pe output channels computed at a time, 1 to OC
 * @param simd inputs of each output channel multiplied at a time, 1 to K
 * @param px vectors multiplied at a time; above 1 only with one group and {@code pe} = OC
 * @param pipeline 1 for registers between operands and multipliers: a cycle more of latency
 * @param memory where the weights are
 * @param weight the weights' type; signed
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record MvuKernel(
    int pe,
    int simd,
    int px,
    int pipeline,
    WeightMemory memory,
    IntegerElement weight,
    IntegerElement accumulator)
    implements Kernel {

  /** Checks the ranges. */
  public MvuKernel {
    if (pe < 1 || simd < 1 || px < 1) {
      throw new IllegalArgumentException("PE " + pe + ", SIMD " + simd + ", PX " + px);
    }
    requirePipeline(pipeline);
    if (!weight.signed() || weight.bits() > MAX_OPERAND_BITS) {
      throw new IllegalArgumentException(
          "weights are " + weight + ", have to be signed, of at most " + MAX_OPERAND_BITS);
    }
    if (accumulator.bits() > (accumulator.signed() ? Integer.SIZE : Integer.SIZE - 1)) {
      throw new IllegalArgumentException(accumulator + " accumulators do not fit 32 bits");
    }
  }

  /** A kernel of one vector at a time. */
  public MvuKernel(int pe, int simd, IntegerElement weight, IntegerElement accumulator) {
    this(pe, simd, 1, 0, WeightMemory.ROM, weight, accumulator);
  }

  /** Refuses a {@code pipeline} that the modules do not know. */
  public static void requirePipeline(int pipeline) {
    if (pipeline < 0 || pipeline > Folding.MOST_PIPELINE) {
      throw new IllegalArgumentException("pipeline " + pipeline);
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
    WeightMatrices shape = WeightMatrices.of(weights);
    int length = px == 1 ? shape.groups() * shape.columns() : px * simd * shape.inputFolds(simd);
    if (!weights.element().equals(weight) || input.channels() != length) {
      throw new IllegalArgumentException(
          "weights " + weights + ": need " + weight + " for vectors of " + input.channels());
    }
    int lanes = outputLanes(px * pe, shape.inputFolds(simd));
    boolean ragged = shape.columns() % simd != 0 || shape.rows() % lanes != 0;
    if (input.pixels() != 1
        || input.lanes() != px * simd
        || input.element().bits() > MAX_OPERAND_BITS
        || pe > shape.rows()
        || (shape.groups() > 1 && ragged)
        || (px > 1 && (shape.groups() > 1 || pe < shape.rows()))) {
      throw new IllegalArgumentException(
          "input "
              + input
              + ", weights "
              + weights
              + " by PE "
              + pe
              + " x SIMD "
              + simd
              + " x PX "
              + px);
    }
    int channels = px * shape.groups() * shape.rows();
    return List.of(new StreamType(input.height(), input.width(), channels, accumulator, 1, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor weights = (IntTensor) inputs.get(1);
    WeightMatrices shape = WeightMatrices.of(weights.type());
    int length = shape.columns();
    int vectors = px * shape.groups();
    int channels = vectors * shape.rows();
    int places = x.type().extent(2);
    int[] result = new int[x.type().extent(0) * x.type().extent(1) * channels];
    for (int i = 0; i < result.length; i++) {
      int vector = i / shape.rows() % vectors;
      int first = i / channels * places + vector * (px == 1 ? length : simd);
      int row = i % (shape.groups() * shape.rows());
      long sum = dot(x.data(), first, weights.data(), row * length, length);
      if (!accumulator.holds(sum)) {
        throw new IllegalStateException("sum " + sum + " does not fit " + accumulator);
      }
      result[i] = (int) sum;
    }
    return List.of(
        IntTensor.of(accumulator, result, x.type().extent(0), x.type().extent(1), channels));
  }

  /** Folds of a vector lie PX · SIMD apart; those of a single one behind each other. */
  private long dot(int[] x, int xAt, int[] weights, int weightsAt, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      int place = px == 1 ? i : i / simd * px * simd + i % simd;
      sum += (long) x[xAt + place] * weights[weightsAt + i];
    }
    return sum;
  }

  private static WeightMatrices shape(Actor actor) {
    return WeightMatrices.of(actor.constants().get(0).type());
  }

  private int outputFolds(Actor actor) {
    return shape(actor).outputFolds(pe);
  }

  private int inputFolds(Actor actor) {
    return shape(actor).inputFolds(simd);
  }

  private int lastBeats(Actor actor) {
    int rest = shape(actor).rows() - (outputFolds(actor) - 1) * pe;
    return ceilDiv(px * rest, actor.output().lanes());
  }

  /** Bits that hold any sum of SIMD products, but no more than the accumulator needs. */
  static int sumBits(int productBits, int simd, int accumulatorBits) {
    return Math.max(productBits, Math.min(productBits + growth(simd), accumulatorBits));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("PE", (long) pe);
    parameters.put("SIMD", (long) simd);
    parameters.put("PX", (long) px);
    parameters.put("LANES", (long) actor.output().lanes());
    parameters.put("IN_BITS", (long) actor.input().element().bits());
    parameters.put("IN_SIGNED", actor.input().element().signed() ? 1L : 0L);
    parameters.put("WEIGHT_BITS", (long) weight.bits());
    parameters.put("ACC_BITS", (long) accumulator.bits());
    parameters.put("INPUT_FOLDS", (long) inputFolds(actor));
    parameters.put("OUTPUT_FOLDS", (long) outputFolds(actor));
    parameters.put("GROUPS", (long) shape(actor).groups());
    parameters.put("LAST_BEATS", (long) lastBeats(actor));
    parameters.put("SUM_STAGES", (long) sumStages(simd) + pipeline);
    parameters.put("OPERAND_STAGES", (long) pipeline);
    boolean loaded = memory == WeightMemory.SPRAM;
    if (loaded) {
      parameters.put("SPRAM", 1L);
    }
    MemoryImage image = new MemoryImage("WEIGHT_FILE", weight.bits(), weightWords(actor), loaded);
    return new ModuleInstance("nn2fpga_mvu", MvuKernel.class, parameters, List.of(image));
  }

  private long[][] weightWords(Actor actor) {
    return shape(actor).words((IntTensor) actor.constants().get(0), pe, simd);
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
            (long) shape(actor).groups(),
            (long) inputFolds(actor),
            (long) outputFolds(actor),
            (long) lastBeats(actor),
            (long) pe,
            (long) px),
        List.of(
            new HlsInstance.ConstantArray(
                "weights", weight.bits(), List.of(words.length, pe, simd), values)));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return MvuMachine.replaying(
        inputFolds(actor),
        outputFolds(actor),
        sumStages(simd) + pipeline,
        px * pe / actor.output().lanes(),
        lastBeats(actor));
  }

  @Override
  public long interval(Actor actor) {
    StreamType input = actor.input();
    long vectors = (long) input.height() * input.width() * shape(actor).groups();
    return vectors * outputFolds(actor) * inputFolds(actor);
  }

  @Override
  public Inventory inventory(Actor actor) {
    MvuInventory.Unit unit =
        new MvuInventory.Unit(
            pe,
            px,
            simd,
            weight.bits(),
            accumulator.bits(),
            actor.output().lanes(),
            pipeline,
            memory);
    return MvuInventory.replaying(unit, actor.input(), shape(actor));
  }
}
