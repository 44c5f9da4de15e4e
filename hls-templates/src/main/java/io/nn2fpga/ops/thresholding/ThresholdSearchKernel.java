package io.nn2fpga.ops.thresholding;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.HlsInstance.ConstantArray;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@link Thresholding} on a stream of one pixel a beat, by binary search: a pipeline with a
 * comparator and a memory of thresholds for each bit of the number reached, so that 255 thresholds
 * take 8 comparators a lane.
 *
 * <p>Operands: the accumulators' stream, thresholds {@code [C, T]} with T at most 255, directions
 * {@code [C]}. Result: a stream of as many lanes.
 *
 * @param base the code when no threshold is reached
 * @param output the codes' type
 */
public record ThresholdSearchKernel(int base, IntegerElement output) implements Kernel {
  /** Most thresholds a channel. */
  static final int MOST_THRESHOLDS = 255;

  /** Checks the base. */
  public ThresholdSearchKernel {
    new Thresholding(base, output);
  }

  @Override
  public String mnemonic() {
    return "threshold-search";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    List<Type> results = new ThresholdingKernel(base, output).inferTypes(inputs);
    int count = ((TensorType) inputs.get(1)).extent(1);
    if (count > MOST_THRESHOLDS) {
      throw new IllegalArgumentException(
          count + " thresholds a channel; at most " + MOST_THRESHOLDS + " are searched");
    }
    return results;
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    Search search =
        Search.of((IntegerElement) acc.type().element(), inputs.subList(1, inputs.size()));
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i++) {
      result[i] = base + search.reached(i % search.falling().length, acc.data()[i]);
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }

  /**
   * The thresholds of rising operands: those of a falling channel are complemented, in reverse
   * order, as acc ≤ t is the same as ~acc ≥ ~t.
   *
   * @param stages bits of the number reached
   * @param bits of an operand and of a threshold, in two's complement
   * @param rising {@code [C, 2^stages − 1]}; one above every operand where there are fewer
   * @param falling {@code [C]}, 1 for a falling channel
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, by the kernel that made it
  private record Search(int stages, int bits, long[] rising, long[] falling) {
    static Search of(Actor actor) {
      return of(actor.input().element(), actor.constants());
    }

    static Search of(IntegerElement acc, List<Tensor> constants) {
      long[] thresholds = ChannelLanes.elements(constants.get(0));
      long[] directions = ChannelLanes.elements(constants.get(1));
      int count = constants.get(0).type().extent(1);
      int stages = Integer.SIZE - Integer.numberOfLeadingZeros(count);
      int places = (1 << stages) - 1;
      boolean anyFalls = Arrays.stream(directions).anyMatch(d -> d < 0);
      long low = anyFalls ? Math.min(acc.min(), ~acc.max()) : acc.min();
      long high = anyFalls ? Math.max(acc.max(), ~acc.min()) : acc.max();
      long[] rising = new long[directions.length * places];
      Arrays.fill(rising, high + 1);
      for (int c = 0; c < directions.length; c++) {
        for (int t = 0; t < count; t++) {
          boolean falls = directions[c] < 0;
          long threshold = falls ? ~thresholds[(c + 1) * count - 1 - t] : thresholds[c * count + t];
          // What is reached always, or never, needs no more bits than the operands and one above.
          rising[c * places + t] = Math.max(low, Math.min(high + 1, threshold));
        }
      }
      int bits =
          IntegerElement.signedBits(low, Math.max(high, Arrays.stream(rising).max().orElseThrow()));
      long[] falling = Arrays.stream(directions).map(d -> d < 0 ? 1 : 0).toArray();
      return new Search(stages, bits, rising, falling);
    }

    /** The search itself, step by step: also what comes of thresholds that do not ascend. */
    int reached(int channel, int acc) {
      int places = (1 << stages) - 1;
      long x = falling[channel] != 0 ? ~acc : acc;
      int found = 0;
      for (int bit = stages - 1; bit >= 0; bit--) {
        int tried = found + (1 << bit);
        if (x >= rising[channel * places + tried - 1]) {
          found = tried;
        }
      }
      return found;
    }

    boolean falls() {
      return Arrays.stream(falling).anyMatch(f -> f != 0);
    }

    /** The thresholds of a stage: by beat and the bits found so far, lane by lane. */
    long[][] words(StreamType in, int stage) {
      int places = (1 << stages) - 1;
      int nodes = 1 << stage;
      int step = 1 << (stages - stage);
      long[] chosen = new long[falling.length * nodes];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = rising[i / nodes * places + i % nodes * step + step / 2 - 1];
      }
      return ChannelLanes.addressed(in, chosen, nodes);
    }
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Search search = Search.of(actor);
    Map<String, Long> parameters = ChannelLanes.parameters(in);
    parameters.put("STAGES", (long) search.stages());
    parameters.put("ACC_BITS", (long) in.element().bits());
    parameters.put("ACC_SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("COMPARE_BITS", (long) search.bits());
    parameters.put("BASE", (long) base);
    parameters.put("OUT_BITS", (long) output.bits());
    parameters.put("FALLS", search.falls() ? 1L : 0L);
    List<MemoryImage> memories = new ArrayList<>();
    for (int stage = 0; stage < search.stages(); stage++) {
      memories.add(
          new MemoryImage("STAGE" + stage + "_FILE", search.bits(), search.words(in, stage)));
    }
    if (search.falls()) {
      memories.add(new MemoryImage("FALLING_FILE", 1, ChannelLanes.words(in, search.falling(), 1)));
    }
    return new ModuleInstance(
        "nn2fpga_threshold_search", ThresholdSearchKernel.class, parameters, memories);
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    Search search = Search.of(actor);
    int places = (1 << search.stages()) - 1;
    List<Long> arguments =
        List.of(
            (long) in.height() * in.width(),
            (long) in.beatsPerGroup(),
            (long) ChannelLanes.lastLanes(in),
            (long) in.lanes(),
            (long) search.stages(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L,
            (long) search.bits(),
            (long) base,
            (long) output.bits(),
            output.signed() ? 1L : 0L);
    return new HlsInstance(
        "threshold_search",
        ThresholdSearchKernel.class,
        arguments,
        List.of(
            new ConstantArray(
                "threshold",
                search.bits(),
                List.of(in.beatsPerGroup(), in.lanes(), places),
                ChannelLanes.flat(ChannelLanes.words(in, search.rising(), places))),
            new ConstantArray(
                "falling",
                2,
                List.of(in.beatsPerGroup(), in.lanes()),
                ChannelLanes.flat(ChannelLanes.words(in, search.falling(), 1)))));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    int count = actor.constants().get(0).type().extent(1);
    return new PipelineMachine(Integer.SIZE - Integer.numberOfLeadingZeros(count) + 1);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    Search search = Search.of(actor);
    long lanes = in.lanes();
    int stages = search.stages();
    List<Inventory.Memory> memories = new ArrayList<>();
    long registers = in.dataBits() + lanes * output.bits() + 3L * (stages + 1);
    for (int stage = 0; stage < stages; stage++) {
      Inventory.Memory column =
          new Inventory.Memory(in.beatsPerGroup() << stage, search.bits(), true);
      for (int lane = 0; lane < in.lanes(); lane++) {
        memories.add(column);
      }
      // The threshold; the operand and the bits found, but for the last stage.
      registers += lanes * (column.distinctColumns() + stage);
      registers += stage < stages - 1 ? lanes * search.bits() : 0;
    }
    long adders = lanes * (stages * (long) search.bits() + output.bits());
    return new Inventory(List.of(), adders, registers, memories, search.falls() ? lanes : 0);
  }
}
