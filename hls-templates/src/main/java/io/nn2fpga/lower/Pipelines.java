package io.nn2fpga.lower;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.ElementFunction;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.pass.Pass;
import io.nn2fpga.pass.PassManager;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.NarrowWeights;
import io.nn2fpga.quant.QuantizationMethod;
import io.nn2fpga.quant.RangeChoice;
import io.nn2fpga.quant.RealRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every pass of the compiler in order, with the reason for each place. */
public final class Pipelines {
  /**
   * A pass in its place.
   *
   * @param reason why it stands there, one sentence; {@code docs/passes.md} shows it
   */
  public record Step(Pass pass, String reason) {}

  private static final List<Step> SIMPLIFICATION =
      List.of(
          new Step(
              new FoldConstantCodes(), "First: the passes after it know weights as constants."),
          new Step(
              new RemoveDynamicQuantizers(),
              "Next: what it leaves is a float network, as the passes after it know them."),
          new Step(
              new AbsorbTransposes(),
              "Early: where channels are on axis 0 throughout, everything after it need not ask."),
          new Step(
              new CanonicalForms(),
              "Where channels come first, and before anything asks which operators have hardware."),
          new Step(
              new TransposedConvolutions(),
              "Before fold-affine: what it makes takes in batch norms and clamps as any convolution."),
          new Step(
              new AbsorbPads(),
              "Before check-support: padding that a window takes in needs no form of its own."),
          new Step(
              new AbsorbReshapes(),
              "Before check-support: an image between two reshapes has channels, a vector has not."),
          new Step(
              new CheckSupport(),
              "Next: the passes after it may rely on constants being constants, on chains, and on"
                  + " channel maps being there; and a user sees all problems before anything is"
                  + " computed."),
          new Step(
              new FoldAffine(),
              "Before calibration: folded values have no codes of their own, so they need no"
                  + " range."),
          new Step(
              new FoldAffineForward(),
              "After fold-affine, which costs nothing at all: only what it left over."),
          new Step(
              new HoistClamps(),
              "After the folds: what was between a linear operator and its clamp is gone, so that a"
                  + " clamp moved forward stands right behind the requantization it becomes part"
                  + " of."),
          new Step(
              new MergeClamps(),
              "Last: hoisting brings clamps together, and a requantization takes in only one."));

  private static final List<Step> QUANTIZED_SIMPLIFICATION =
      List.of(
          new Step(
              new FoldConstants(),
              "First: what follows from constants has no integer form of its own, but stands in the"
                  + " way of what has."),
          new Step(
              new AbsorbTransposes(),
              "Next: streams are channels last, so only transpositions that cancel cost nothing."));

  private static final List<Step> EQUALIZATION =
      List.of(
          new Step(
              new EqualizeChannels(),
              "After simplification: between two linear operators stands nothing any more but what"
                  + " a factor a channel passes through."));

  private static final List<Step> INTEGER_SIMPLIFICATION =
      List.of(
          new Step(
              new AbsorbInputReshape(),
              "After quantization: only there is the input laid out channels last."),
          new Step(
              new SeparateOperands(),
              "Last: what reads a value twice is known only when nothing is renamed any more."));

  private Pipelines() {}

  /**
   * nn → nn: what makes every layer one linear operator or pool with at most one clamp behind it.
   *
   * <p>Values that remain keep the model's names, so they can be observed in the float model.
   */
  public static PassManager simplification() {
    return manager(SIMPLIFICATION);
  }

  /** nn → nn: {@link #simplification} and, if the method says so, what comes after it. */
  public static PassManager simplification(QuantizationMethod method) {
    List<Step> steps = new ArrayList<>(SIMPLIFICATION);
    if (method.equalize()) {
      steps.addAll(EQUALIZATION);
    }
    return manager(steps);
  }

  /** int → int: what only shows once everything is laid out channels last. */
  public static PassManager integerSimplification() {
    return manager(INTEGER_SIMPLIFICATION);
  }

  private static PassManager manager(List<Step> steps) {
    return new PassManager(steps.stream().map(Step::pass).toList());
  }

  /** The passes of {@link #simplification} with the reasons for their places. */
  public static List<Step> simplificationSteps() {
    return SIMPLIFICATION;
  }

  /** The passes that only {@link QuantizationMethod#equalize} asks for. */
  public static List<Step> equalizationSteps() {
    return EQUALIZATION;
  }

  /** Whether a constant of a graph is weights that {@link QuantizationMethod#equalize} changed. */
  public static boolean isEqualized(String constant) {
    return constant.contains(EqualizeChannels.WEIGHTS);
  }

  /** The passes of {@link #integerSimplification} with the reasons for their places. */
  public static List<Step> integerSimplificationSteps() {
    return INTEGER_SIMPLIFICATION;
  }

  /** What the model takes: channels last if it transposes its input before anything else. */
  public static ModelInput input(Graph graph) {
    boolean channelsLast = Transpositions.ofInput(graph) != null;
    return new ModelInput(
        graph.value(graph.inputs().get(0)).tensor(),
        channelsLast ? DataLayout.NHWC : DataLayout.NCHW);
  }

  /** The values of a simplified graph whose ranges {@link #quantize} needs. */
  public static List<String> observed(Graph simplified) {
    Stream<String> computed =
        simplified.nodes().stream()
            .filter(
                n ->
                    n.op() instanceof LinearOp
                        || n.op() instanceof ChannelAffine
                        || n.op() instanceof ElementFunction
                        || n.op() instanceof AveragePool
                        || n.op() instanceof GlobalAveragePool)
            .map(n -> observedAs(simplified, n.output()));
    return Stream.concat(simplified.inputs().stream(), computed).toList();
  }

  /** The value whose range a layer's codes are spread over, as calibration observes it. */
  public static String observedValue(Graph simplified, QuantizedLayer layer) {
    return observedAs(simplified, layer.first().output());
  }

  /**
   * The value to observe in place of another: what only puts it into another order, or leaves some
   * of it out, as the model itself may have no such value but the reordered one.
   */
  static String observedAs(Graph simplified, String value) {
    List<Node> readers = simplified.readers(value);
    return readers.size() == 1 && reorders(readers.get(0)) && !simplified.outputs().contains(value)
        ? observedAs(simplified, readers.get(0).output())
        : value;
  }

  /** Whether what is observed in a linear node's place has all of its channels, first or last. */
  static boolean observedChannels(Graph simplified, String value) {
    int axis = channelAxis(simplified, value);
    return axis == 0 || axis == lastAxis(simplified, value);
  }

  /** The axis, of what is observed in a linear node's place, that counts its channels; −1: none. */
  private static int channelAxis(Graph simplified, String value) {
    String observed = observedAs(simplified, value);
    String current = value;
    int axis = 0;
    while (!current.equals(observed)) {
      Node reader = simplified.readers(current).get(0);
      if (!(reader.op() instanceof Transpose transpose)) {
        return -1;
      }
      axis = transpose.perm().indexOf(axis);
      current = reader.output();
    }
    return axis;
  }

  private static int lastAxis(Graph simplified, String value) {
    return simplified.value(observedAs(simplified, value)).tensor().shape().size() - 1;
  }

  private static boolean reorders(Node node) {
    return node.op() instanceof Transpose
        || node.op() instanceof DepthToSpace
        || node.op() instanceof Slice;
  }

  /**
   * Runs calibration samples once each.
   *
   * @param simplified what {@link #simplification} gave
   * @param executor observes {@link #observed}
   * @param samples at least one, in the model's layout
   * @throws io.nn2fpga.diag.DiagnosticException if a value is not finite
   */
  public static CalibrationStatistics statistics(
      Graph simplified, FloatExecutor executor, List<FloatTensor> samples) {
    List<String> channelsLast =
        simplified.nodes().stream()
            .filter(n -> n.op() instanceof LinearOp)
            .map(n -> n.output())
            .filter(value -> channelAxis(simplified, value) > 0)
            .filter(value -> observedChannels(simplified, value))
            .map(value -> observedAs(simplified, value))
            .toList();
    return CalibrationStatistics.collect(executor, samples, channelsLast);
  }

  /**
   * The ranges that a network's values are quantized over, by the method's calibrator; those of
   * values without codes of their own are as observed.
   *
   * @param simplified what {@link #simplification} gave
   * @param statistics of {@link #observed}
   * @throws io.nn2fpga.diag.DiagnosticException if {@code options} name layers that there are not
   */
  public static Calibration calibrate(
      Graph simplified, CalibrationStatistics statistics, QuantizationOptions options) {
    QuantizedLayer.check(simplified, options.bits(), PLACE_OF_BITS);
    Map<String, RealRange> ranges = new LinkedHashMap<>(statistics.wholeRanges().ranges());
    for (QuantizedLayer layer : QuantizedLayer.of(simplified)) {
      String observed = observedAs(simplified, layer.first().output());
      if (statistics.has(observed)) {
        RangeChoice choice =
            layer.rangeChoice(statistics.value(observed).histogram(), options.bits());
        ranges.put(observed, choice.by(options.method()));
      }
    }
    String input = simplified.inputs().get(0);
    if (options.method().calibrator() != Calibrator.AUTO) {
      RangeChoice choice =
          new RangeChoice(
              statistics.value(input).histogram(),
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY,
              options.bits().input());
      ranges.put(input, choice.by(options.method()));
    }
    return new Calibration(ranges);
  }

  /** Observes samples and chooses ranges. */
  public static Calibration calibrate(
      Graph simplified,
      FloatExecutor executor,
      List<FloatTensor> samples,
      QuantizationOptions options) {
    QuantizedLayer.check(simplified, options.bits(), PLACE_OF_BITS);
    return calibrate(simplified, statistics(simplified, executor, samples), options);
  }

  /**
   * The same ranges with corrections of the biases, if the method says so.
   *
   * @param samples those that the statistics are of; the integer network runs them once for each
   *     layer that has weights
   */
  public static Calibration correctBiases(
      Graph simplified,
      Calibration ranges,
      CalibrationStatistics statistics,
      QuantizationOptions options,
      List<FloatTensor> samples) {
    return options.method().biasCorrection()
        ? BiasCorrection.of(simplified, ranges, statistics, options, samples)
        : ranges;
  }

  private static final String PLACE_OF_BITS = "'bits.layers' of the project";

  /**
   * nn → int: quantizes weights and activations, folds biases and zero points into requantizations,
   * makes clamps part of them, lays everything out channels last, and leaves softmax and arg-max at
   * the end to the host.
   *
   * @param simplified what {@link #simplification} gave
   * @param calibration has the ranges of {@link #observed}
   * @throws io.nn2fpga.diag.DiagnosticException if a node cannot be lowered
   */
  public static QuantizedModel quantize(
      Graph simplified, Calibration calibration, QuantizationOptions options) {
    return quantize(simplified, calibration, options, new HashMap<>());
  }

  /**
   * The same again and again, with other corrections of biases each time.
   *
   * @param narrow codes of weights of the times before, to which those of this time are added
   */
  static QuantizedModel quantize(
      Graph simplified,
      Calibration calibration,
      QuantizationOptions options,
      Map<String, NarrowWeights> narrow) {
    QuantizedLayer.check(simplified, options.bits(), PLACE_OF_BITS);
    QuantizedModel model = IntegerLowering.lower(simplified, calibration, options, narrow);
    assert Verifier.verify(model.graph(), "quantize");
    return new QuantizedModel(
        integerSimplification().run(model.graph()),
        model.input(),
        model.output(),
        model.layers(),
        model.inputRange());
  }

  /** nn → nn: what a quantized model goes through before {@link #lowerQuantized}. */
  public static PassManager quantizedSimplification() {
    return manager(QUANTIZED_SIMPLIFICATION);
  }

  /** The passes of {@link #quantizedSimplification} with the reasons for their places. */
  public static List<Step> quantizedSimplificationSteps() {
    return QUANTIZED_SIMPLIFICATION;
  }

  /**
   * nn → int for a model that says itself which codes its values have: every code of the integer
   * graph is what the model's kernel set gives.
   *
   * @param simplified what {@link #quantizedSimplification} gave
   * @param kernels whose arithmetic the model has
   * @throws io.nn2fpga.diag.DiagnosticException with every node that has no integer form
   */
  public static QuantizedModel lowerQuantized(Graph simplified, KernelSet kernels) {
    QuantizedModel model = QuantizedLowering.lower(simplified, kernels);
    assert Verifier.verify(model.graph(), "quantize");
    return model.with(integerSimplification().run(model.graph()));
  }
}
