package io.nn2fpga.lower;

import io.nn2fpga.arith.ExactRequantization;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.arith.StepFunction;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Mean;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.lower.QuantizerLowering.Target;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.averagepool.AveragePool;
import io.nn2fpga.ops.roundedaveragepool.RoundedAveragePool;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/** Average pools of codes: sums with a requantization, or TFLite's own rounding. */
final class MeansLowering {
  private final QuantizedContext context;
  private final QuantizerLowering quantizers;

  MeansLowering(QuantizedContext context, QuantizerLowering quantizers) {
    this.context = context;
    this.quantizers = quantizers;
  }

  /** Notes a pool, to be lowered with what reads it. */
  void lower(Node node, MeanWindow window, Signal input) {
    context.define(
        node.output(), new Mean(node, window, input, context.type(node.output()), List.of()));
  }

  /** The sums of all windows as integers of their own; null where the windows differ. */
  @Nullable Signal settle(Mean mean) {
    CodeGrid grid = grid(mean);
    Window window = mean.window().window();
    boolean alike =
        !window.isPadded() || (mean.window().countIncludePad() && grid.zeroPoint() == 0);
    if (!alike) {
      return null;
    }
    IntegerRange range = mean.input().range().sumsOfUpTo(window.taps());
    IntegerElement element = range.signedElement();
    int classes = window.isPadded() ? window.taps() : 1;
    int[] ones = new int[classes];
    java.util.Arrays.fill(ones, 1);
    Node node = mean.node();
    String sums =
        context.add(
            node.name(),
            pool(window, 0, (int) element.min(), (int) element.max(), element),
            List.of(
                mean.input().value(),
                context.constant(
                    node.name() + ".multiplier",
                    IntTensor.of(IntegerElement.signed(2), ones, classes)),
                context.constant(
                    node.name() + ".offset",
                    LongTensor.of(IntegerElement.signed(2), new long[classes], classes))),
            context.fresh(node.output()),
            node.source());
    TensorType type = context.type(node.output());
    return new Signal(
        sums,
        type,
        List.of(range),
        new Origin.Total(grid, window.taps(), mean.window()),
        node.output(),
        type,
        mean.clamps());
  }

  private static AveragePool pool(
      Window window, int shift, int min, int max, IntegerElement element) {
    return new AveragePool(
        window.kernel(), window.strides(), window.pads(), shift, min, max, element);
  }

  private static CodeGrid grid(Mean mean) {
    return Objects.requireNonNull(Signals.grid(mean.input()));
  }

  /** Lowers a pool with the quantizer behind it. */
  Signal quantize(Target target, Mean mean) {
    CodeGrid clamped = Signals.clamped(context, target.grid(), mean.clamps());
    if (isRounded(mean, target, clamped)) {
      return rounded(mean, target, clamped);
    }
    Signal sums = settle(mean);
    return sums == null ? byClass(mean, target, clamped) : quantizers.lower(target, sums);
  }

  /** Whether TFLite's rounding of the codes' own mean is what the kernel set computes. */
  private boolean isRounded(Mean mean, Target target, CodeGrid result) {
    QuantizedKernels kernels = context.kernelsOfSums();
    IntegerElement element = QuantizedContext.element(context.frame(mean.input().value()));
    if (!context.set.isTflite() || !element.equals(target.element())) {
      return false;
    }
    Window window = mean.window().window();
    RoundedAveragePool pool = rounded(window, result);
    for (int rows = window.isPadded() ? 1 : window.kernelHeight();
        rows <= window.kernelHeight();
        rows++) {
      for (int columns = window.isPadded() ? 1 : window.kernelWidth();
          columns <= window.kernelWidth();
          columns++) {
        int places = rows * columns;
        LongToIntFunction map = mean.window().map(kernels, grid(mean), places, result);
        IntegerRange sums = sums(mean, places);
        for (long sum = sums.min(); sum <= sums.max(); sum++) {
          if (map.applyAsInt(sum) != pool.apply(sum, places)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static IntegerRange sums(Mean mean, int places) {
    IntegerRange codes = mean.input().range();
    return new IntegerRange(codes.min() * places, codes.max() * places);
  }

  private static RoundedAveragePool rounded(Window window, CodeGrid result) {
    return new RoundedAveragePool(
        window.kernel(), window.strides(), window.pads(), result.min(), result.max());
  }

  private Signal rounded(Mean mean, Target target, CodeGrid result) {
    Node node = mean.node();
    String codes =
        context.add(
            node.name(),
            rounded(mean.window().window(), result),
            List.of(mean.input().value()),
            context.named(target.value()),
            node.source());
    return finish(mean, target, result, codes, 0);
  }

  private Signal finish(Mean mean, Target target, CodeGrid result, String codes, int shift) {
    int bits = sums(mean, mean.window().window().taps()).signedElement().bits();
    quantizers.note(target, codes, bits, mean.clamps(), shift);
    return QuantizerLowering.codes(
        target, codes, mean.laidOut(), new IntegerRange(result.min(), result.max()));
  }

  /** Windows of which different parts are padding: one line for each part. */
  private Signal byClass(Mean mean, Target target, CodeGrid result) {
    Window window = mean.window().window();
    QuantizedKernels kernels = context.kernelsOfSums();
    List<StepFunction> classes = new ArrayList<>();
    for (int rows = 1; rows <= window.kernelHeight(); rows++) {
      for (int columns = 1; columns <= window.kernelWidth(); columns++) {
        int places = rows * columns;
        classes.add(
            StepFunction.of(
                mean.window().map(kernels, grid(mean), places, result),
                sums(mean, places),
                target.grid().min(),
                target.grid().max()));
      }
    }
    if (!(ExactRequantization.of(
            StepFunction.betweenReachedCodes(classes), target.grid().zeroPoint())
        instanceof ExactRequantization.Affine affine)) {
      throw QuantizedContext.unsupported(
          mean.node(),
          "a padded average pool whose means lie half-way between two codes",
          "use an average pool without padding, or a scale of its own for its result");
    }
    Node node = mean.node();
    String codes =
        context.add(
            node.name(),
            pool(window, affine.shift(), result.min(), result.max(), target.element()),
            List.of(
                mean.input().value(),
                context.constant(node.name() + ".multiplier", affine.multiplier()),
                context.constant(node.name() + ".offset", affine.offset())),
            context.named(target.value()),
            node.source());
    return finish(mean, target, result, codes, affine.shift());
  }
}
