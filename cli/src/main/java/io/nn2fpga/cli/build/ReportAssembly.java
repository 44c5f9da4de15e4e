package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cli.model.ModelSummary;
import io.nn2fpga.cli.project.QuantizationFile;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.driver.SerialLink;
import io.nn2fpga.fold.FlowCost;
import io.nn2fpga.fold.LayerActivity;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.LayerInterval;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.text.Sha256;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.op.Folding;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.partition.Placement;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.quant.QuantizationMethod;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.sim.CycleTiming;
import io.nn2fpga.sim.VerificationResult;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolStatus;
import io.nn2fpga.sim.tool.ToolVersion;
import io.nn2fpga.sim.tool.Toolbox;
import io.nn2fpga.synth.SynthesisResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts together what the stages found out; computes nothing that a stage could have told. */
final class ReportAssembly {
  private static final String LEFT_OUT =
      "sum of modules synthesized apart, without optimization across them or top-level wiring";

  private final BuildRequest request;
  private final FrontEnd.Loaded loaded;
  private final QuantizedModel model;
  private final QuantizationFile.@Nullable Quantization chosen;
  private final BackEnd.Folded folded;
  private final @Nullable SynthesisResult synthesis;

  ReportAssembly(
      BuildRequest request,
      FrontEnd.Loaded loaded,
      Quantizer.Result quantized,
      BackEnd.Folded folded,
      @Nullable SynthesisResult synthesis) {
    this.request = request;
    this.loaded = loaded;
    this.model = quantized.model();
    this.chosen = quantized.chosen();
    this.folded = folded;
    this.synthesis = synthesis;
  }

  Report report(
      @Nullable Accuracy accuracy,
      VerificationResult verification,
      List<Report.ToolRun> tools,
      AmdTools.Outcome amd,
      OpenTools.Outcome open) {
    TradeOff tradeOff = chosen == null ? null : chosen.tradeOff();
    List<Report.Layer> layers = layers(verification);
    Board board = request.board();
    return new Report(
        Report.SCHEMA_VERSION,
        model(layers),
        new Report.Board(board.name(), board.title(), board.part(), link(open.routing())),
        partition(),
        method(),
        accuracy(accuracy),
        tradeOff == null ? null : PrecisionReport.of(tradeOff),
        verification(verification),
        performance(verification, layers, amd.fmaxMhz(), open.routing()),
        new Report.Resources(
            request.utilization(),
            resources(board, amd.accelerator(), open.used()),
            synthesis == null ? null : LEFT_OUT),
        open.routing(),
        layers,
        new Report.Bitstream(
            open.bitstream() == null ? amd.bitstream() : open.bitstream(), open.check()),
        tools,
        notRun(accuracy, amd, open));
  }

  /** At the clock of the bitstream, or where there is none at the one that it would have. */
  private Report.@Nullable Link link(Report.@Nullable Routing open) {
    double clockMhz = open == null ? request.clockMhz() : open.clockMhz();
    SerialLink link = BoardFiles.link(request.board(), clockMhz);
    return link == null ? null : new Report.Link(link.kind(), link.rate());
  }

  /** The tools that verification and synthesis use, with their versions. */
  static List<Report.ToolRun> tools(Toolbox toolbox, BuildOptions options) {
    List<Tool> used = new ArrayList<>(List.of(Tool.GXX, Tool.VERILATOR));
    if (options.synthesis()) {
      used.add(Tool.YOSYS);
    }
    List<Report.ToolRun> runs = new ArrayList<>();
    for (Tool tool : used) {
      ToolStatus status = toolbox.status(tool);
      ToolVersion version = status.version();
      runs.add(
          new Report.ToolRun(
              tool.program(), version == null ? "unknown" : version.text(), tool.purpose()));
    }
    return runs;
  }

  private Report.Model model(List<Report.Layer> layers) {
    Graph graph = loaded.model().graph();
    TensorType output = graph.value(graph.outputs().get(0)).tensor();
    return new Report.Model(
        request.name(),
        request.source().model().toString(),
        new Sha256().add(loaded.model().bytes()).hex(),
        loaded.model().inputType().shape(),
        output.shape(),
        layers.stream().mapToLong(Report.Layer::macs).sum(),
        ModelSummary.parameters(graph),
        hostSteps());
  }

  private Report.@Nullable Partition partition() {
    PartitionSummary summary = PartitionSummary.of(loaded.parts().plan(), model);
    return summary.divided()
        ? new Report.Partition(
            summary.hostMacs(),
            summary.acceleratorMacs(),
            cut(summary.input()),
            cut(summary.output()),
            summary.placements().stream()
                .filter(placement -> placement.side().isHost())
                .map(ReportAssembly::hostNode)
                .toList())
        : null;
  }

  private static Report.Cut cut(PartitionSummary.Cut cut) {
    return new Report.Cut(cut.value(), cut.shape(), cut.bits(), cut.bytes());
  }

  private static Report.HostNode hostNode(Placement placement) {
    return new Report.HostNode(
        placement.node().name(),
        placement.node().op().mnemonic(),
        placement.side() == Placement.Side.HEAD ? "before" : "behind",
        placement.macs(),
        placement.why());
  }

  /** What the driver does with the output; where that is not all, every operator of the host. */
  private List<String> hostSteps() {
    String operators = model.host().describe();
    boolean hasPieces = model.host().headPiece() != null || model.host().tailPiece() != null;
    if (hasPieces && !operators.isEmpty()) {
      return List.of(operators.split(", ", -1));
    }
    return model.output().hostSteps().stream()
        .map(step -> step.kind().name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private Report.@Nullable Method method() {
    if (chosen == null) {
      return null;
    }
    QuantizationMethod method = chosen.method();
    return new Report.Method(
        method.calibrator().word(),
        method.perTensorWeights() ? "per-tensor" : "per-channel",
        method.symmetricActivations() ? "symmetric" : "asymmetric",
        method.powerOfTwoScales(),
        !chosen.calibration().biasCorrections().isEmpty(),
        method.equalize());
  }

  private static Report.@Nullable Accuracy accuracy(@Nullable Accuracy accuracy) {
    if (accuracy == null) {
      return null;
    }
    boolean labelled = accuracy.labelled();
    return new Report.Accuracy(
        labelled ? "top1" : "agreement",
        accuracy.samples(),
        labelled ? new Report.Top1(accuracy.share(accuracy.floatRight())) : null,
        labelled ? new Report.Top1(accuracy.share(accuracy.integerRight())) : null,
        accuracy.share(accuracy.same()));
  }

  private static Report.Verification verification(VerificationResult result) {
    return new Report.Verification(
        new Report.Check(result.hls().bitExact(), result.hls().samples()),
        new Report.RtlCheck(result.rtl().bitExact(), result.rtl().samples(), "loop"));
  }

  private Report.Performance performance(
      VerificationResult result,
      List<Report.Layer> layers,
      @Nullable Double amdFmaxMhz,
      Report.@Nullable Routing open) {
    CycleTiming predicted = result.predicted();
    CycleTiming measured = result.measured();
    Report.Layer slowest =
        layers.stream()
            .reduce((a, b) -> b.interval() > a.interval() ? b : a)
            .orElseThrow(() -> new IllegalStateException("a network without layers"));
    double clockMhz = open == null ? request.clockMhz() : open.clockMhz();
    long interval = measured == null ? predicted.interval() : measured.interval();
    double framesPerSecond = clockMhz * 1e6 / interval;
    return new Report.Performance(
        cycles(predicted.interval(), measured == null ? null : (long) measured.interval()),
        cycles(predicted.lastLatency(), measured == null ? null : (long) measured.lastLatency()),
        cycles(predicted.firstLatency(), measured == null ? null : (long) measured.firstLatency()),
        clockMhz,
        open == null ? amdFmaxMhz : Double.valueOf(open.fmaxMhz()),
        framesPerSecond,
        slowest.name(),
        (double) slowest.interval() / predicted.interval(),
        limit(framesPerSecond, clockMhz),
        folded.lowerBound());
  }

  /**
   * What stops a faster folding, unless the clock fell short of the rate that the folding is for.
   */
  private @Nullable String limit(double framesPerSecond, double clockMhz) {
    Double asked = request.targetFps();
    if (asked != null && clockMhz < request.clockMhz() && framesPerSecond < asked) {
      return String.format(
          Locale.ROOT, "none: the clock was lowered; %,.0f frames/s were asked for", asked);
    }
    return folded.limit() == null ? null : folded.limit().text();
  }

  private static Report.Cycles cycles(long predicted, @Nullable Long measured) {
    return new Report.Cycles(predicted, measured);
  }

  private Report.Total resources(
      Board board, @Nullable Resources accelerator, Map<Resources.Kind, Double> open) {
    Resources estimated = folded.cost().total();
    @Nullable Resources synthesized = synthesis == null ? null : synthesis.total();
    Resources available = board.resources();
    Map<Resources.Kind, Double> routed = new HashMap<>(open);
    if (accelerator != null) {
      for (Resources.Kind kind : Resources.Kind.values()) {
        routed.put(kind, accelerator.of(kind));
      }
    }
    return new Report.Total(
        amount(Resources.Kind.LUT, estimated, synthesized, routed, available),
        amount(Resources.Kind.FF, estimated, synthesized, routed, available),
        amount(Resources.Kind.DSP, estimated, synthesized, routed, available),
        amount(Resources.Kind.BRAM36, estimated, synthesized, routed, available),
        amount(Resources.Kind.URAM, estimated, synthesized, routed, available));
  }

  private static Report.Amount amount(
      Resources.Kind kind,
      Resources estimated,
      @Nullable Resources synthesized,
      Map<Resources.Kind, Double> routed,
      Resources available) {
    return new Report.Amount(
        estimated.of(kind),
        synthesized == null ? null : synthesized.of(kind),
        routed.get(kind),
        available.of(kind));
  }

  private List<Report.Layer> layers(VerificationResult verification) {
    LayerActivity.Simulation activity = new LayerActivity.Simulation(folded.flow());
    List<Report.Layer> layers = new ArrayList<>();
    for (LayerGroup group : LayerGroup.of(model.graph())) {
      layers.add(layer(group, measuredInterval(group, verification), activity));
    }
    return layers;
  }

  /** The slowest of the layer's output streams. */
  private @Nullable Long measuredInterval(LayerGroup group, VerificationResult verification) {
    return LayerInterval.outputStreams(folded.flow(), group).stream()
        .map(stream -> verification.streamIntervals().get(stream))
        .filter(Objects::nonNull)
        .max(Long::compare)
        .orElse(null);
  }

  private Report.@Nullable Quantization quantization(LayerGroup group) {
    return model.layers().stream()
        .filter(note -> group.nodes().stream().anyMatch(n -> n.name().equals(note.layer())))
        .map(
            note ->
                new Report.Quantization(
                    note.accumulatorBits(), note.shift(), note.requantizationError()))
        .findFirst()
        .orElse(null);
  }

  private Report.Layer layer(
      LayerGroup group, @Nullable Long measuredInterval, LayerActivity.Simulation simulation) {
    Graph graph = model.graph();
    Node head = group.nodes().get(0);
    Node tail = group.nodes().get(group.nodes().size() - 1);
    TensorType input = graph.value(head.input()).tensor();
    TensorType output = graph.value(tail.output()).tensor();
    Tensor weights = weights(graph, head);
    Folding folding = folded.schedule().layers().get(head.name());
    long interval = LayerInterval.of(folded.flow(), group);
    LayerActivity activity = simulation.of(group, interval);
    return new Report.Layer(
        head.name(),
        head.op().mnemonic(),
        head.source(),
        input.shape(),
        output.shape(),
        macs(graph, head, weights),
        weights == null ? null : ((IntegerElement) weights.type().element()).bits(),
        ((IntegerElement) output.element()).bits(),
        folding == null ? null : folding.pe(),
        folding == null ? null : folding.simd(),
        folding == null ? null : folding.px(),
        interval,
        measuredInterval,
        byKind(folded.cost().of(group)),
        synthesis == null ? null : byKind(FlowCost.sum(synthesis.actors(), group)),
        new Report.Activity(activity.busy(), activity.starved(), activity.blocked()),
        quantization(group));
  }

  private static @Nullable Tensor weights(Graph graph, Node node) {
    boolean linear =
        node.inputs().size() == 2
            && graph.isConstant(node.inputs().get(1))
            && !(node.op() instanceof Lookup);
    return linear ? graph.constant(node.inputs().get(1)) : null;
  }

  /** Each output pixel multiplies every weight once. */
  private static long macs(Graph graph, Node head, @Nullable Tensor weights) {
    if (weights == null) {
      return 0;
    }
    TensorType result = graph.value(head.output()).tensor();
    return (long) result.extent(0) * result.extent(1) * weights.type().size();
  }

  private static Map<String, Double> byKind(Resources resources) {
    Map<String, Double> byKind = new LinkedHashMap<>();
    for (Resources.Kind kind : Resources.Kind.values()) {
      byKind.put(kind.name().toLowerCase(Locale.ROOT), resources.of(kind));
    }
    return byKind;
  }

  private List<Report.NotRun> notRun(
      @Nullable Accuracy accuracy, AmdTools.Outcome amd, OpenTools.Outcome open) {
    List<Report.NotRun> list = new ArrayList<>();
    if (accuracy == null) {
      list.add(new Report.NotRun("accuracy", "no test data was given"));
    }
    if (synthesis == null) {
      list.add(
          new Report.NotRun(
              "synthesis", "switched off by --no-synthesis; resources are estimates"));
    }
    list.addAll(open.notRun());
    list.addAll(amd.notRun());
    return list;
  }
}
