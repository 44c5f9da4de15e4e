package io.nn2fpga.lower;

import io.nn2fpga.arith.ExactRequantization;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.arith.StepFunction;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.ops.correctedrequantize.CorrectedRequantize;
import io.nn2fpga.ops.halfevenrequantize.HalfEvenRequantize;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.thresholding.Thresholding;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.QuantizedKernels;
import io.nn2fpga.quant.RealRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Quantizers: codes of what is in front of them. The map from integers to codes is the kernel set's
 * where nothing but clamps stands between, else what the model's own operators compute; either way
 * the integers that are made of it are exact.
 */
final class QuantizerLowering {
  private final QuantizedContext context;

  QuantizerLowering(QuantizedContext context) {
    this.context = context;
  }

  /**
   * What a quantizer gives.
   *
   * @param grid of its codes
   * @param element of its codes
   * @param type of the model's value
   */
  record Target(Node node, CodeGrid grid, IntegerElement element, TensorType type) {

    /** The model's value. */
    String value() {
      return node.output();
    }
  }

  /** What a quantizer gives. */
  static Target target(QuantizedContext context, Node node, TensorType x) {
    if (node.op() instanceof Quantize quantize) {
      CodeGrid grid = context.grid(node, quantize.min(), quantize.max());
      IntegerElement element = quantize.element();
      return new Target(node, grid, element, new TensorType(x.shape(), element));
    }
    if (node.op() instanceof MultiThreshold) {
      int count = context.type(node.inputs().get(1)).extent(1);
      TensorType type = context.type(node.output());
      return new Target(node, new CodeGrid(1, 0, 0, count), QuantizedContext.element(type), type);
    }
    IntegerElement signs = BipolarQuantize.ELEMENT;
    return new Target(node, new CodeGrid(1, 0, -1, 1), signs, new TensorType(x.shape(), signs));
  }

  /** The codes that a quantizer gives for integers. */
  Signal lower(Target target, Signal signal) {
    if (signal.range().max() - signal.range().min() < 1 << Lookup.MAX_BITS && !isMonotone(signal)) {
      return tabulate(target, signal);
    }
    for (Node link : signal.chain()) {
      if (!Signals.isMonotone(context, link)) {
        throw QuantizedContext.unsupported(
            link,
            "'" + link.op().mnemonic() + "' of sums of more than " + Lookup.MAX_BITS + " bits",
            "put a quantizer in front of it: tables are of codes");
      }
    }
    List<StepFunction> steps = steps(signal, target);
    Emitted codes = emit(signal.value(), steps, target, target.node.name());
    note(target, signal, codes.shift);
    return codes(target, codes.value, signal.laidOut(), reached(steps));
  }

  /** The codes of one of several values that are side by side on the quantizer's grid. */
  Signal lowerPart(Target target, Signal part) {
    CodeGrid grid = Signals.grid(part);
    QuantizedKernels kernels = context.kernels;
    if (kernels == null || grid == null || grid.isSameAs(target.grid)) {
      return lower(target, part);
    }
    LongToIntFunction map = kernels.concatenate(grid, target.grid);
    StepFunction step = StepFunction.of(map, part.range(), target.grid.min(), target.grid.max());
    List<StepFunction> steps =
        java.util.Collections.nCopies(context.frame(part.value()).extent(2), step);
    Emitted codes = emit(part.value(), steps, target, target.node.name());
    return codes(target, codes.value, part.laidOut(), reached(steps));
  }

  private boolean isMonotone(Signal signal) {
    return signal.chain().stream().allMatch(link -> Signals.isMonotone(context, link));
  }

  /** The maps of all channels. */
  private List<StepFunction> steps(Signal signal, Target target) {
    int channels = context.frame(signal.value()).extent(2);
    List<IntegerRange> ranges =
        IntStream.range(0, channels)
            .mapToObj(c -> signal.range(c % signal.ranges().size()))
            .toList();
    QuantizedKernels kernels = context.kernels;
    if (kernels != null && target.node.op() instanceof Quantize) {
      List<StepFunction> steps = ofKernels(kernels, signal, target, ranges);
      if (!steps.isEmpty()) {
        return steps;
      }
    }
    SignalCodes codes = new SignalCodes(context, signal, target.node);
    return StepFunction.ofAll(codes::codes, ranges, target.grid.min(), target.grid.max());
  }

  /** The maps of a kernel set; none where something else than clamps is in between. */
  private List<StepFunction> ofKernels(
      QuantizedKernels kernels, Signal signal, Target target, List<IntegerRange> ranges) {
    List<StepFunction> steps = new ArrayList<>();
    for (int c = 0; c < ranges.size(); c++) {
      LongToIntFunction map = ofKernels(kernels, signal, target, c);
      if (map == null) {
        return List.of();
      }
      steps.add(StepFunction.of(map, ranges.get(c), target.grid.min(), target.grid.max()));
    }
    return steps;
  }

  private @Nullable LongToIntFunction ofKernels(
      QuantizedKernels kernels, Signal signal, Target target, int channel) {
    List<Node> chain = signal.chain();
    if (Signals.areClamps(chain)) {
      CodeGrid grid = Signals.clamped(context, target.grid, chain);
      if (signal.origin() instanceof Origin.Grid own && own.grid().isSameAs(grid)) {
        return code -> (int) Math.max(grid.min(), Math.min(grid.max(), code));
      }
      return signal.origin().kernel(kernels, channel, grid);
    }
    if (context.set.isTflite()
        && chain.size() == 1
        && chain.get(0).op() instanceof Unary unary
        && unary.function() == UnaryFunction.LEAKY_RELU
        && signal.origin() instanceof Origin.Grid own) {
      return kernels.leakyRelu((float) unary.alpha(), own.grid(), target.grid);
    }
    return null;
  }

  private static IntegerRange reached(List<StepFunction> steps) {
    return steps.stream().map(StepFunction::codes).reduce(IntegerRange::union).orElseThrow();
  }

  /**
   * What computes codes.
   *
   * @param value the codes' name
   * @param shift bits that it drops
   */
  record Emitted(String value, int shift) {}

  /**
   * Adds what computes some maps: nothing where the integers are the codes.
   *
   * @param operand the integers
   */
  Emitted emit(String operand, List<StepFunction> steps, Target target, String name) {
    boolean sameType = context.frame(operand).element().equals(target.element);
    if (sameType && steps.stream().allMatch(StepFunction::isIdentity)) {
      return new Emitted(operand, 0);
    }
    List<StepFunction> clamped = StepFunction.betweenReachedCodes(steps);
    int min = clamped.get(0).min();
    int max = clamped.get(0).max();
    ExactRequantization form = ExactRequantization.of(clamped, target.grid.zeroPoint());
    Operation op;
    List<String> operands;
    int shift = 0;
    if (form instanceof ExactRequantization.HalfEven f) {
      shift = f.shift();
      op = new HalfEvenRequantize(f.shift(), f.zeroPoint(), min, max, target.element);
      operands = constants(operand, name, f.multiplier(), f.offset());
    } else if (form instanceof ExactRequantization.Affine f) {
      shift = f.shift();
      op = new Requantize(f.shift(), min, max, target.element);
      operands = constants(operand, name, f.multiplier(), f.offset());
    } else if (form instanceof ExactRequantization.Corrected f) {
      shift = f.shift();
      op = new CorrectedRequantize(f.shift(), min, max, target.element);
      operands = new ArrayList<>(constants(operand, name, f.multiplier(), f.offset()));
      operands.add(context.constant(name + ".exceptions", f.exceptions()));
      operands.add(context.constant(name + ".corrections", f.corrections()));
    } else {
      ExactRequantization.Thresholds f = (ExactRequantization.Thresholds) form;
      op = new Thresholding(min, target.element);
      operands =
          List.of(
              operand,
              context.constant(name + ".thresholds", f.thresholds()),
              context.constant(name + ".directions", f.directions()));
    }
    String result = context.named(target.value());
    return new Emitted(context.add(name, op, operands, result, target.node.source()), shift);
  }

  private List<String> constants(
      String operand, String name, io.nn2fpga.ir.Tensor multiplier, io.nn2fpga.ir.Tensor offset) {
    return List.of(
        operand,
        context.constant(name + ".multiplier", multiplier),
        context.constant(name + ".offset", offset));
  }

  /** Codes that do not rise or fall throughout: a table, one a channel where they differ. */
  private Signal tabulate(Target target, Signal signal) {
    String operand = signal.value();
    IntegerElement element = QuantizedContext.element(context.frame(operand));
    if (element.bits() > Lookup.MAX_BITS) {
      throw QuantizedContext.unsupported(
          target.node,
          "a table of integers of " + element.bits() + " bits",
          "put a quantizer in front of '" + signal.chain().get(0).name() + "'");
    }
    SignalCodes map = new SignalCodes(context, signal, target.node);
    int entries = 1 << element.bits();
    int[] table = new int[map.channels() * entries];
    for (int i = 0; i < entries; i++) {
      long[] integers = new long[map.channels()];
      Arrays.fill(
          integers,
          Math.max(signal.range().min(), Math.min(signal.range().max(), element.min() + i)));
      int[] codes = map.codes(integers);
      for (int c = 0; c < codes.length; c++) {
        table[c * entries + i] = codes[c];
      }
    }
    boolean alike = true;
    for (int i = entries; alike && i < table.length; i++) {
      alike = table[i] == table[i % entries];
    }
    int[] rows = alike ? Arrays.copyOf(table, entries) : table;
    IntTensor tensor = IntTensor.of(target.element, rows, rows.length / entries, entries);
    String name = target.node.name();
    String codes =
        context.add(
            name,
            new Lookup(target.element),
            List.of(operand, context.constant(name + ".table", tensor)),
            context.named(target.value()),
            target.node.source());
    IntegerRange range =
        new IntegerRange(
            Arrays.stream(rows).min().orElseThrow(), Arrays.stream(rows).max().orElseThrow());
    note(target, signal, 0);
    return codes(target, codes, signal.laidOut(), range);
  }

  /** Codes as their readers see them. */
  static Signal codes(Target target, String codes, TensorType laidOut, IntegerRange reached) {
    CodeGrid grid =
        target.grid.within(Math.toIntExact(reached.min()), Math.toIntExact(reached.max()));
    TensorType order = target.type.shape().equals(laidOut.shape()) ? target.type : laidOut;
    return new Signal(
        codes,
        order,
        List.of(reached),
        new Origin.Codes(grid),
        target.value(),
        target.type,
        List.of());
  }

  private void note(Target target, Signal signal, int shift) {
    int bits = QuantizedContext.element(context.frame(signal.value())).bits();
    note(target, signal.value(), bits, signal.chain(), shift);
  }

  /**
   * Notes a layer for the report.
   *
   * @param value what the layer's first node gives
   * @param bits of its sums
   * @param fused nodes that became part of it
   */
  void note(Target target, String value, int bits, List<Node> fused, int shift) {
    Node producer = context.integerMaker(value);
    CodeGrid grid = target.grid;
    if (producer == null || !target.element.holds(grid.zeroPoint())) {
      return;
    }
    context.notes.add(
        new LayerNote(
            producer.name(),
            target.value(),
            fused.stream().map(Node::name).toList(),
            context.weightBits(producer),
            bits,
            shift,
            0,
            new RealRange(
                (double) grid.scale() * (grid.min() - grid.zeroPoint()),
                (double) grid.scale() * (grid.max() - grid.zeroPoint())),
            new Encoding(grid.scale(), grid.zeroPoint(), target.element),
            target.type,
            null));
  }
}
