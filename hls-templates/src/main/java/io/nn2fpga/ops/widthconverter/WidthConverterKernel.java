package io.nn2fpga.ops.widthconverter;

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
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.fifo.QueueMachine;
import io.nn2fpga.ops.skid.SkidKernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the elements of a stream, in the same order, as another frame and with other lanes.
 *
 * <p>Operand: a stream. Result: a stream of {@code [height, width, channels]} by {@code pixels} ×
 * {@code lanes}. Either has one pixel a beat, or all channels of several; then the converter works
 * on its {@link StreamType#folded} form. Interval: the larger of the input's and the output's
 * beats. Where the beats are the same on both sides it is a register slice.
 *
 * @param height rows of the result
 * @param width pixels of a row of the result
 * @param channels channels of the result; height · width · channels is the operand's size
 * @param pixels pixels of a beat of the result
 * @param lanes lanes of the result; they need not divide {@code channels}
 */
public record WidthConverterKernel(int height, int width, int channels, int pixels, int lanes)
    implements Kernel {

  /** The converter to a stream type. */
  public static WidthConverterKernel to(StreamType target) {
    return new WidthConverterKernel(
        target.height(), target.width(), target.channels(), target.pixels(), target.lanes());
  }

  @Override
  public String mnemonic() {
    return "width-converter";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType source = Operands.stream(inputs, 0);
    StreamType target = new StreamType(height, width, channels, source.element(), pixels, lanes);
    if (source.frame().size() != target.frame().size()) {
      throw new IllegalArgumentException(source + " has not as many elements as " + target);
    }
    source.folded(); // refuses beats that are in no frame's order
    target.folded();
    return List.of(target);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    return List.of(
        new IntTensor(TensorType.of(x.type().element(), height, width, channels), x.data()));
  }

  /**
   * Whether no beat changes: the lanes are equal, and no beat but perhaps the frame's last is
   * ragged at another place.
   */
  private static boolean sameBeats(StreamType source, StreamType target) {
    return source.lanes() == target.lanes()
        && (source.channels() == target.channels()
            || (source.channels() % source.lanes() == 0
                && target.channels() % target.lanes() == 0));
  }

  private static int lastLanes(StreamType type) {
    return type.channels() - (type.beatsPerGroup() - 1) * type.lanes();
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input().folded();
    StreamType out = actor.output().folded();
    Map<String, Long> parameters = new LinkedHashMap<>();
    if (sameBeats(in, out)) {
      parameters.put("WIDTH", (long) in.dataBits());
      return new ModuleInstance("nn2fpga_skid", SkidKernel.class, parameters, List.of());
    }
    parameters.put("BITS", (long) in.element().bits());
    parameters.put("IN_LANES", (long) in.lanes());
    parameters.put("IN_BEATS", (long) in.beatsPerGroup());
    parameters.put("IN_LAST", (long) lastLanes(in));
    parameters.put("OUT_LANES", (long) out.lanes());
    parameters.put("OUT_BEATS", (long) out.beatsPerGroup());
    parameters.put("OUT_LAST", (long) lastLanes(out));
    parameters.put("OUT_GROUPS", (long) out.height() * out.width());
    parameters.put("CAPACITY", (long) capacity(in, out));
    return new ModuleInstance(
        "nn2fpga_widthconverter", WidthConverterKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input().folded();
    StreamType out = actor.output().folded();
    if (sameBeats(in, out)) {
      return new HlsInstance("skid", SkidKernel.class, FifoKernel.copyArguments(in), List.of());
    }
    List<Long> arguments =
        List.of(
            (long) in.lanes(),
            (long) in.beatsPerGroup(),
            (long) lastLanes(in),
            (long) out.lanes(),
            (long) out.beatsPerGroup(),
            (long) lastLanes(out),
            (long) out.height() * out.width(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L);
    return new HlsInstance("widthconverter", WidthConverterKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    StreamType in = actor.input().folded();
    StreamType out = actor.output().folded();
    return sameBeats(in, out)
        ? new QueueMachine(SkidKernel.HELD)
        : new GearboxMachine(in, out, capacity(in, out));
  }

  @Override
  public long interval(Actor actor) {
    return Math.max(actor.input().beatsPerFrame(), actor.output().beatsPerFrame());
  }

  /**
   * The smallest of a few buffer sizes that keeps the interval; the largest of them always does
   * ({@code WidthConverterKernelTest} tries every small pair of streams).
   */
  static int capacity(StreamType in, StreamType out) {
    return CAPACITIES.computeIfAbsent(List.of(in, out), pair -> smallestCapacity(in, out));
  }

  /** Timing and inventory ask for the same pair again and again while a folding is chosen. */
  private static final Map<List<StreamType>, Integer> CAPACITIES = new ConcurrentHashMap<>();

  private static int smallestCapacity(StreamType in, StreamType out) {
    int largest = 2 * in.lanes() + 2 * out.lanes();
    List<Integer> candidates =
        List.of(
            in.lanes() + out.lanes(), 2 * in.lanes() + out.lanes(), in.lanes() + 2 * out.lanes());
    return candidates.stream()
        .sorted()
        .filter(capacity -> keepsInterval(in, out, capacity))
        .findFirst()
        .orElse(largest);
  }

  /** Whether every frame after the first takes exactly the interval, without stalls. */
  static boolean keepsInterval(StreamType in, StreamType out, int capacity) {
    int beats = out.beatsPerFrame();
    int interval = Math.max(in.beatsPerFrame(), beats);
    GearboxMachine machine = new GearboxMachine(in, out, capacity);
    boolean[] yes = {true};
    int previousEnd = 0;
    int given = 0;
    for (int cycle = 0; given < FRAMES * beats; cycle++) {
      boolean valid = machine.valid(0);
      boolean ready = machine.ready(0, yes, yes);
      if (!valid && !ready) {
        return false;
      }
      if (valid && ++given % beats == 0) {
        if (given > 2 * beats && cycle - previousEnd != interval) {
          return false;
        }
        previousEnd = cycle;
      }
      machine.clock(new boolean[] {ready}, new boolean[] {valid}, yes);
    }
    return true;
  }

  private static final int FRAMES = 5;

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input().folded();
    StreamType out = actor.output().folded();
    if (sameBeats(in, out)) {
      return new SkidKernel().inventory(actor);
    }
    int capacity = capacity(in, out);
    long bufferBits = (long) capacity * in.element().bits();
    int countBits = IntegerElement.holding(0, capacity).bits();
    int counters =
        countBits
            + IntegerElement.holding(0, in.beatsPerFrame()).bits()
            + IntegerElement.holding(0, out.beatsPerFrame()).bits();
    // The insertion shifter has a level a bit of the count; the removal is two constant shifts.
    return new Inventory(
        List.of(), 4L * countBits, bufferBits + counters + 2, List.of(), bufferBits * countBits);
  }
}
