package io.nn2fpga.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a build found out; {@code report.json} is this record. Null means "not applicable" or
 * "not run" ({@link #notRun} says which); nothing here depends on the time of day or on how long
 * anything took, so that the same inputs give the same bytes.
 *
 * @param schemaVersion raised when a field changes its meaning
 * @param model what was compiled
 * @param board for what
 * @param partition how the network is divided between host and accelerator; null if it is not
 * @param method how numbers became codes; null if the model came quantized
 * @param accuracy what quantization cost; null without test data
 * @param precision what a search for bits of each layer found; null if there was none
 * @param verification what was compared bit for bit
 * @param performance cycles and rates
 * @param resources what the design takes and what the board has
 * @param routing place and route by an open flow; null if not run
 * @param layers one entry a layer, in stream order
 * @param bitstream the bitstream, null path if none was made
 * @param tools external tools that ran
 * @param notRun what a full flow would have run but this build did not, and why
 */
public record Report(
    int schemaVersion,
    Model model,
    Board board,
    @Nullable Partition partition,
    @Nullable Method method,
    @Nullable Accuracy accuracy,
    @Nullable Precision precision,
    Verification verification,
    Performance performance,
    Resources resources,
    @Nullable Routing routing,
    List<Layer> layers,
    Bitstream bitstream,
    List<ToolRun> tools,
    List<NotRun> notRun) {
  /** The version that this program writes and reads. */
  public static final int SCHEMA_VERSION = 1;

  /**
   * The model.
   *
   * @param name the design's name
   * @param file the model file as named
   * @param sha256 of the model file
   * @param input shape of one sample, in the model's layout
   * @param output shape of one result
   * @param macs multiplications of one inference
   * @param parameters weights and biases
   * @param hostTail operators that the driver computes: softmax and arg-max at the end, or all of
   *     its parts of the network
   */
  public record Model(
      String name,
      String file,
      String sha256,
      List<Integer> input,
      List<Integer> output,
      long macs,
      long parameters,
      List<String> hostTail) {}

  /**
   * A network of which the host computes parts.
   *
   * @param hostMacs products of one inference that the host computes
   * @param acceleratorMacs those that the accelerator computes
   * @param input what goes to the accelerator
   * @param output what comes back
   * @param host the nodes that the host computes, in order
   */
  public record Partition(
      long hostMacs, long acceleratorMacs, Cut input, Cut output, List<HostNode> host) {}

  /**
   * A value that crosses.
   *
   * @param value its name in the model
   * @param shape its extents
   * @param bits of a code
   * @param bytes of one frame's codes, packed
   */
  public record Cut(String value, List<Integer> shape, int bits, long bytes) {}

  /**
   * A node that the host computes.
   *
   * @param name the model's node
   * @param operator the nn operation
   * @param place {@code before} or {@code behind} the accelerator
   * @param macs products of one inference
   * @param why the host does
   */
  public record HostNode(String name, String operator, String place, long macs, String why) {}

  /**
   * The board.
   *
   * @param link the way to the host, where the logic itself talks to it; null elsewhere
   */
  public record Board(String name, String title, String part, @Nullable Link link) {}

  /**
   * A way to the host.
   *
   * @param kind what is spoken, as {@code --link} names it
   * @param rate bits a second, at the clock of the bitstream
   */
  public record Link(String kind, long rate) {}

  /**
   * How a float model's numbers became codes.
   *
   * @param calibrator how ranges of activations were chosen
   * @param weights {@code per-channel} or {@code per-tensor} scales
   * @param activations {@code asymmetric} or {@code symmetric} ranges
   * @param powerOfTwoScales whether all scales are powers of two
   * @param biasCorrection whether biases of any layer took up mean errors
   * @param equalize whether ranges of weights were evened out across layers
   */
  public record Method(
      String calibrator,
      String weights,
      String activations,
      boolean powerOfTwoScales,
      boolean biasCorrection,
      boolean equalize) {}

  /**
   * Accuracy on the test data.
   *
   * @param metric {@code top1}, or {@code agreement} when there are no labels
   * @param samples how many samples
   * @param float_ the float network; null without labels
   * @param integer the integer network; null without labels
   * @param agreement share of samples on which both name the same class
   */
  public record Accuracy(
      String metric,
      int samples,
      @com.fasterxml.jackson.annotation.JsonProperty("float") @Nullable Top1 float_,
      @Nullable Top1 integer,
      double agreement) {}

  /** Share of samples whose highest output is the label. */
  public record Top1(double top1) {}

  /**
   * The search for bits of each layer.
   *
   * @param metric {@code top1} (points below the float network's) or {@code agreement} (percent of
   *     samples on which the classes differ)
   * @param samples that the losses were measured on
   * @param maxLoss the loss allowed, in points
   * @param unit what costs count
   * @param start the network that the search started from
   * @param curve the cheapest network measured at each loss, dearest first
   * @param chosen the cheapest within the loss allowed, with 95 % confidence; the design is of this
   *     one
   */
  public record Precision(
      String metric,
      int samples,
      double maxLoss,
      String unit,
      PrecisionPoint start,
      List<PrecisionPoint> curve,
      PrecisionPoint chosen) {}

  /**
   * A network of the search.
   *
   * @param cost in {@link Precision#unit}
   * @param loss in points
   * @param standardError of the loss, in points
   * @param weightBits mean over all weights
   * @param activationBits mean over all results
   */
  public record PrecisionPoint(
      double cost, double loss, double standardError, double weightBits, double activationBits) {}

  /** What was compared with the integer reference. */
  public record Verification(Check hls, RtlCheck rtl) {}

  /**
   * HLS C++ against the reference.
   *
   * @param bitExact whether every value of every stream was equal; null if not run
   * @param samples frames compared
   */
  public record Check(@Nullable Boolean bitExact, int samples) {}

  /**
   * Verilog against the reference.
   *
   * @param form {@code loop}: the lanes as loops, as simulated; null if not run
   */
  public record RtlCheck(@Nullable Boolean bitExact, int samples, @Nullable String form) {}

  /**
   * Cycles and rates.
   *
   * @param cyclesPerFrame interval: distance of the last beats of successive frames
   * @param latencyCycles first input beat taken to last output beat given
   * @param firstOutputCycles first input beat taken to first output beat given
   * @param clockMhz the clock asked for: a target until a tool has routed the design
   * @param fmaxMhz what place and route reached; null if not run
   * @param framesPerSecond clockMhz / cyclesPerFrame
   * @param bottleneck the layer with the longest interval
   * @param bottleneckShare its interval on its own over the network's predicted one
   * @param limitingResource the kinds of resources whose budget stops the next faster folding
   *     ({@code DSP}, {@code DSP or LUT}: more of either is enough, {@code DSP and LUT}: only more
   *     of both), or {@code none:} and what stops it instead; null when a schedule was replayed
   * @param lowerBoundCycles no schedule within the budget is faster, in the solver's cost model;
   *     null when a schedule was replayed
   */
  public record Performance(
      Cycles cyclesPerFrame,
      Cycles latencyCycles,
      Cycles firstOutputCycles,
      double clockMhz,
      @Nullable Double fmaxMhz,
      double framesPerSecond,
      String bottleneck,
      double bottleneckShare,
      @Nullable String limitingResource,
      @Nullable Long lowerBoundCycles) {
    private static final String REPLAYED = "not known: the schedule was replayed";

    /** The limiting resource as people read it. */
    public String limit() {
      return limitingResource == null ? REPLAYED : limitingResource;
    }

    /** What the solver proved of every folding within the budget, and how far this one is off. */
    public String bound() {
      return lowerBoundCycles == null
          ? REPLAYED
          : String.format(
              Locale.ROOT,
              "no folding within the budget is below %,d cycles; gap %.1f %%",
              lowerBoundCycles,
              100.0 * (cyclesPerFrame.predicted() - lowerBoundCycles) / lowerBoundCycles);
    }
  }

  /** Cycles as the timing machines say, and as Verilator measured; null if not run. */
  public record Cycles(long predicted, @Nullable Long measured) {}

  /**
   * The whole design's resources.
   *
   * @param utilization share of the board that the folding may take
   * @param total each kind
   * @param leftOut what {@code synthesized} figures do not count; null if not synthesized
   */
  public record Resources(double utilization, Total total, @Nullable String leftOut) {}

  /** Each kind of resource. */
  public record Total(Amount lut, Amount ff, Amount dsp, Amount bram36, Amount uram) {
    /** The amounts by the kinds' names as people write them, in a fixed order. */
    public Map<String, Amount> byKind() {
      Map<String, Amount> kinds = new LinkedHashMap<>();
      kinds.put("LUT", lut);
      kinds.put("FF", ff);
      kinds.put("DSP", dsp);
      kinds.put("BRAM36", bram36);
      kinds.put("URAM", uram);
      return kinds;
    }
  }

  /**
   * One kind of resource.
   *
   * @param estimated by the analytic cost model
   * @param synthesized by a synthesis tool; null if not run
   * @param routed after place and route: by Vivado the accelerator alone, by nextpnr with the
   *     board's shell; null if not run, or not counted
   * @param available on the board
   */
  public record Amount(
      double estimated, @Nullable Double synthesized, @Nullable Double routed, double available) {}

  /**
   * One layer.
   *
   * @param name the model's node
   * @param operator the int-level operation
   * @param source file and node
   * @param input frame {@code [H, W, C]}
   * @param output frame {@code [H, W, C]}
   * @param macs multiplications of one inference; 0 where there are none
   * @param weightBits null where there are no weights
   * @param activationBits bits of the result
   * @param pe output channels at a time; null where the layer follows its producer
   * @param simd inputs at a time
   * @param px pixels at a time
   * @param interval cycles a frame, predicted: of the layer's actors together, on their own
   * @param measuredInterval cycles between the last beats of successive frames on the layer's
   *     output as Verilator measured them in the whole network, where the slowest layer sets the
   *     pace; null if not run
   * @param estimated resources by the cost model, by kind
   * @param synthesized resources by a synthesis tool, by kind; null if not run
   * @param activity what the layer does with a frame's cycles
   * @param quantization what was settled for its numbers; null if it does not requantize
   */
  public record Layer(
      String name,
      String operator,
      String source,
      List<Integer> input,
      List<Integer> output,
      long macs,
      @Nullable Integer weightBits,
      int activationBits,
      @Nullable Integer pe,
      @Nullable Integer simd,
      @Nullable Integer px,
      long interval,
      @Nullable Long measuredInterval,
      Map<String, Double> estimated,
      @Nullable Map<String, Double> synthesized,
      Activity activity,
      @Nullable Quantization quantization) {}

  /**
   * Shares of a frame's cycles in steady state, in the whole network; they add up to 1.
   *
   * @param busy the layer's interval on its own over the network's: it cannot do with less
   * @param starved the rest in which it waits for its input
   * @param blocked the rest in which it waits for its reader, by simulation of the timing machines
   */
  public record Activity(double busy, double starved, double blocked) {}

  /**
   * What quantization settled.
   *
   * @param accumulatorBits width of the sums
   * @param shift bits that the requantization drops
   * @param requantizationError largest error of the requantization's integers before rounding, in
   *     output steps
   */
  public record Quantization(int accumulatorBits, int shift, double requantizationError) {}

  /**
   * Place and route by an open flow.
   *
   * @param targetMhz the clock asked for
   * @param fastest whether it was to be raised as far as it goes
   * @param clockMhz the clock in the bitstream, which place and route keeps
   * @param fmaxMhz the clock that place and route reached
   * @param seed of the placer
   * @param criticalPath what limits the clock
   * @param cells by nextpnr's type, accelerator and shell together
   * @param pipelined layers that got further registers because they missed the clock
   * @param serial layers whose requantizers were made serial because they missed the clock
   * @param attempts every route tried, in order
   */
  public record Routing(
      double targetMhz,
      boolean fastest,
      double clockMhz,
      double fmaxMhz,
      int seed,
      CriticalPath criticalPath,
      Map<String, CellCount> cells,
      List<String> pipelined,
      List<String> serial,
      List<RouteAttempt> attempts) {
    /** Fills in what reports of earlier builds do not tell. */
    public Routing {
      serial = Objects.requireNonNullElse(serial, List.of());
    }
  }

  /**
   * The longest path from register to register.
   *
   * @param delayNs all of it
   * @param routingNs what wires take of it
   * @param through layers in order, {@code board shell} for what is around the accelerator
   * @param from cell at its start
   * @param to cell at its end
   */
  public record CriticalPath(
      double delayNs, double routingNs, List<String> through, String from, String to) {}

  /** Cells of a type: how many are used, and how many the device has. */
  public record CellCount(long used, long available) {}

  /**
   * A route that was tried.
   *
   * @param clockMhz that it was routed for
   * @param seed of the placer
   * @param fmaxMhz that it reached
   * @param holdViolations paths that are too short
   */
  public record RouteAttempt(double clockMhz, int seed, double fmaxMhz, int holdViolations) {}

  /**
   * The bitstream.
   *
   * @param path in the build directory, or null
   * @param check how far it was checked; null if it was not
   */
  public record Bitstream(@Nullable String path, @Nullable BitstreamCheck check) {}

  /**
   * A check of what place and route made: golden samples at the board's pins.
   *
   * @param depth which file ran the samples: bitstream, routed (netlist) or synthesized (netlist)
   * @param samples how many samples it answered, all right
   * @param cycles of the clock that this took
   * @param words what is known now, and what is not
   */
  public record BitstreamCheck(String depth, int samples, long cycles, String words) {}

  /** An external tool that ran. */
  public record ToolRun(String name, String version, String purpose) {}

  /** Something that was not run, and why. */
  public record NotRun(String what, String why) {}
}
