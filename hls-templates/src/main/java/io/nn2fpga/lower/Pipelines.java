package io.nn2fpga.lower;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.pass.PassManager;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.ClippedRanges;
import java.util.List;
import java.util.stream.Stream;

/** Every pass of the compiler in order, with the reason for each place. */
public final class Pipelines {
  private Pipelines() {}

  /**
   * nn → nn: what makes every layer one linear operator or pool with at most one clamp behind it.
   *
   * <p>Values that remain keep the model's names, so they can be observed in the float model.
   */
  public static PassManager simplification() {
    return new PassManager(
        List.of(
            // First: the passes after it may rely on constants being constants, on chains, and on
            // channel maps being there; and a user sees all problems before anything is computed.
            new CheckSupport(),
            // Before calibration: folded values have no codes of their own, so they need no range.
            new FoldAffine(),
            // After fold-affine, which costs nothing at all: only what it left over.
            new FoldAffineForward(),
            // After the folds: what was between a linear operator and its clamp is gone, so that a
            // clamp moved forward stands right behind the requantization it becomes part of.
            new HoistClamps(),
            // Last: hoisting brings clamps together, and a requantization takes in only one.
            new MergeClamps()));
  }

  /** int → int: what only shows once everything is laid out channels last. */
  public static PassManager integerSimplification() {
    return new PassManager(List.of(new AbsorbInputReshape()));
  }

  /** The values of a simplified graph whose ranges {@link #quantize} needs. */
  public static List<String> observed(Graph simplified) {
    Stream<String> computed =
        simplified.nodes().stream()
            .filter(
                n ->
                    n.op() instanceof LinearOp
                        || n.op() instanceof ChannelAffine
                        || n.op() instanceof AveragePool
                        || n.op() instanceof GlobalAveragePool)
            .map(n -> n.output());
    return Stream.concat(simplified.inputs().stream(), computed).toList();
  }

  /**
   * The ranges that a network's values are quantized over: the smallest and largest number of each,
   * and for codes of few bits the range within those that costs the least squared error.
   *
   * @param simplified what {@link #simplification} gave
   * @param executor observes {@link #observed}
   * @param samples at least one, in the model's layout
   * @throws io.nn2fpga.diag.DiagnosticException if {@code options} name layers that there are not,
   *     or a value is not finite
   */
  public static Calibration calibrate(
      Graph simplified,
      FloatExecutor executor,
      List<FloatTensor> samples,
      QuantizationOptions options) {
    QuantizedLayer.check(simplified, options.bits(), PLACE_OF_BITS);
    Calibration whole = Calibration.minMax(executor, samples);
    List<ClippedRanges.Activation> coarse =
        QuantizedLayer.of(simplified).stream()
            .filter(l -> l.activationBits(options.bits()) <= ClippedRanges.MOST_BITS)
            .filter(l -> whole.has(l.first().output()))
            .map(l -> l.clipped(options.bits()))
            .toList();
    return coarse.isEmpty() ? whole : ClippedRanges.of(coarse, whole, executor, samples);
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
    QuantizedLayer.check(simplified, options.bits(), PLACE_OF_BITS);
    QuantizedModel model = IntegerLowering.lower(simplified, calibration, options);
    assert Verifier.verify(model.graph(), "quantize");
    return new QuantizedModel(
        integerSimplification().run(model.graph()),
        model.input(),
        model.output(),
        model.layers(),
        model.inputRange());
  }
}
