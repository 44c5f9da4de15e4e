package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Joined;
import io.nn2fpga.lower.Lowered.Mean;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.lower.Lowered.Sum;
import io.nn2fpga.lower.QuantizerLowering.Target;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.KernelSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The step from a quantized nn graph to the integer graph. What comes before the first quantizer
 * and behind the last codes is the host's.
 */
final class QuantizedLowering {
  private final QuantizedContext context;
  private final QuantizerLowering quantizers;
  private final ProductsLowering products;
  private final SumsLowering sums;
  private final MeansLowering means;
  private final FactorsLowering factors;
  private final MovesLowering moves;
  private final HostHead head;
  private final HostTailLowering tail;

  /** Values that follow from constants alone; whoever reads them looks at how they are made. */
  private final Set<String> constants = new HashSet<>();

  private QuantizedLowering(QuantizedContext context) {
    this.context = context;
    quantizers = new QuantizerLowering(context);
    products = new ProductsLowering(context);
    sums = new SumsLowering(context, quantizers);
    means = new MeansLowering(context, quantizers);
    factors = new FactorsLowering(context);
    moves = new MovesLowering(context);
    head = new HostHead(context, moves);
    tail = new HostTailLowering(context);
  }

  /**
   * Lowers a graph that {@link Pipelines#quantizedSimplification} gave.
   *
   * @throws DiagnosticException with every node that cannot be lowered
   */
  static QuantizedModel lower(Graph nn, KernelSet set) {
    return new QuantizedLowering(new QuantizedContext(nn, set)).run();
  }

  private QuantizedModel run() {
    Graph nn = context.nn;
    if (nn.inputs().size() != 1 || nn.outputs().size() != 1) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the network has inputs " + nn.inputs() + " and outputs " + nn.outputs(),
              "export a network with one input and one output"));
    }
    constants.addAll(nn.constants().keySet());
    head.begin();
    for (Node node : nn.nodes()) {
      if (constants.containsAll(node.inputs())) {
        constants.addAll(node.outputs());
      } else if (computed(node).stream().anyMatch(tail::has)) {
        tail.add(node, null);
      } else {
        try {
          if (!head.takes(node, computed(node))) {
            dispatch(node);
          }
        } catch (DiagnosticException e) {
          tail.add(node, e);
        }
      }
    }
    return tail.finish(head, value -> settled(lastReader(value), value));
  }

  /** Some node to name as the place where a value that has no codes is needed. */
  private Node lastReader(String value) {
    List<Node> readers = context.nn.readers(value);
    return readers.isEmpty() ? Objects.requireNonNull(context.maker(value)) : readers.get(0);
  }

  private List<String> computed(Node node) {
    return node.inputs().stream().filter(value -> !constants.contains(value)).toList();
  }

  private void dispatch(Node node) {
    List<String> computed = computed(node);
    boolean first = computed.get(0).equals(node.input());
    Lowered x = Objects.requireNonNull(context.lowered(computed.get(0)), node.name());
    if (Signals.isQuantizer(node)) {
      context.define(node.output(), quantize(node, x));
    } else if (node.op() instanceof Dequantize && first) {
      dequantize(node, (Signal) x);
    } else if (node.op() instanceof Concat concat) {
      concat(node, concat, computed);
    } else if (node.op() instanceof Mul && computed.size() == 2) {
      factors.lower(node, onGrid(node, computed.get(0)), onGrid(node, computed.get(1)));
    } else if (node.op() instanceof Add && isSum(computed)) {
      sums.lower(node, onGrid(node, computed.get(0)), onGrid(node, computed.get(1)));
    } else if (computed.size() > 1) {
      throw unsupported(node);
    } else if (Signals.isElementwise(context, node)) {
      elementwise(node, computed.get(0), x);
    } else if (!first) {
      throw unsupported(node);
    } else if (node.op() instanceof LinearOp) {
      Signal codes = onGrid(node, node.input());
      products.lower(node, codes, Objects.requireNonNull(Signals.grid(codes)));
    } else {
      unary(node);
    }
  }

  private void unary(Node node) {
    MeanWindow window = MeanWindow.of(node, context.type(node.input()));
    if (window != null) {
      means.lower(node, window, onGrid(node, node.input()));
    } else if (MovesLowering.isMove(node)) {
      moves.lower(node, settled(node, node.input()));
    } else {
      throw unsupported(node);
    }
  }

  private boolean isSum(List<String> computed) {
    return computed.size() == 2
        && context.type(computed.get(0)).shape().equals(context.type(computed.get(1)).shape());
  }

  private static DiagnosticException unsupported(Node node) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.UNSUPPORTED_OPERATOR,
            "'" + node.op().mnemonic() + "' of codes has no hardware form",
            Places.of(node),
            "docs/operators.md lists the operators that have one"));
  }

  /** A clamp can still become part of a sum or mean; anything else needs integers of its own. */
  private void elementwise(Node node, String operand, Lowered x) {
    List<Node> clamps = new ArrayList<>();
    if (node.op() instanceof Clamp && x instanceof Sum sum) {
      clamps.addAll(sum.clamps());
      clamps.add(node);
      context.define(
          node.output(), new Sum(sum.node(), sum.first(), sum.second(), sum.laidOut(), clamps));
    } else if (node.op() instanceof Clamp && x instanceof Mean mean) {
      clamps.addAll(mean.clamps());
      clamps.add(node);
      context.define(
          node.output(),
          new Mean(mean.node(), mean.window(), mean.input(), mean.laidOut(), clamps));
    } else {
      context.define(node.output(), settled(node, operand).then(node));
    }
  }

  private Signal quantize(Node node, Lowered x) {
    Target target = QuantizerLowering.target(context, node, context.type(node.input()));
    if (x instanceof Sum sum) {
      return sums.quantize(target, sum);
    }
    if (x instanceof Mean mean) {
      return means.quantize(target, mean);
    }
    if (x instanceof Joined joined) {
      List<Signal> parts = new ArrayList<>();
      for (Signal part : joined.parts()) {
        parts.add(quantizers.lowerPart(target, part));
      }
      moves.join(joined.node(), (Concat) joined.node().op(), parts);
      Signal all = (Signal) Objects.requireNonNull(context.lowered(joined.node().output()));
      return QuantizerLowering.codes(target, all.value(), all.laidOut(), all.range());
    }
    return quantizers.lower(target, (Signal) x);
  }

  private void dequantize(Node node, Signal codes) {
    int min = Math.toIntExact(codes.range().min());
    int max = Math.toIntExact(codes.range().max());
    TensorType type = context.type(node.output());
    Origin.Grid grid = new Origin.Grid(context.grid(node, min, max));
    context.define(node.output(), codes.as(grid, node.output(), type));
  }

  private void concat(Node node, Concat concat, List<String> computed) {
    if (computed.size() != node.inputs().size()) {
      throw unsupported(node);
    }
    List<Signal> parts = computed.stream().map(value -> settled(node, value)).toList();
    CodeGrid first = Signals.grid(parts.get(0));
    boolean oneGrid =
        first != null
            && parts.stream()
                .allMatch(
                    part -> {
                      CodeGrid grid = Signals.grid(part);
                      return grid != null
                          && grid.scale() == first.scale()
                          && grid.zeroPoint() == first.zeroPoint();
                    });
    boolean oneElement =
        parts.stream().map(part -> context.frame(part.value()).element()).distinct().count() == 1;
    if (oneGrid && oneElement) {
      moves.join(node, concat, parts);
    } else {
      context.define(node.output(), new Joined(node, parts, context.type(node.output())));
    }
  }

  /** An operand as integers of its own. */
  private Signal settled(Node reader, String value) {
    Lowered x = Objects.requireNonNull(context.lowered(value), value);
    Signal signal = null;
    if (x instanceof Signal own) {
      return own;
    }
    if (x instanceof Sum sum) {
      signal = sums.settle(sum);
    } else if (x instanceof Mean mean) {
      signal = means.settle(mean);
    }
    if (signal == null) {
      throw QuantizedContext.unsupported(
          reader,
          "'" + reader.op().mnemonic() + "' reads '" + value + "', which has no codes of its own",
          "put a quantizer behind '" + value + "'");
    }
    context.define(value, signal);
    return signal;
  }

  /** An operand as codes on a grid: dequantized ones, or what stays on their grid. */
  private Signal onGrid(Node reader, String value) {
    Signal signal = settled(reader, value);
    if (Signals.grid(signal) != null) {
      return signal;
    }
    Signal own = quantizeOnOwnGrid(signal, value);
    if (own == null) {
      throw QuantizedContext.unsupported(
          reader,
          "'" + reader.op().mnemonic() + "' reads '" + value + "', which is not quantized",
          "put a quantizer behind '" + value + "'");
    }
    context.define(value, own);
    return own;
  }

  /**
   * What a chain makes of codes: the codes themselves where it only gives them another scale and
   * zero point, else, as for a ReLU, codes of their grid; null if it is not on that.
   */
  private @Nullable Signal quantizeOnOwnGrid(Signal signal, String value) {
    if (!(signal.origin() instanceof Origin.Grid origin)) {
      return null;
    }
    CodeGrid rescaled = Rescaling.of(context, origin.grid(), signal.range(), signal.chain());
    if (rescaled != null) {
      return signal.as(new Origin.Grid(rescaled), value, context.type(value));
    }
    Node dequantizer = context.maker(signal.from());
    if (dequantizer == null || !(dequantizer.op() instanceof Dequantize)) {
      return null;
    }
    TensorType frame = context.frame(signal.value());
    Node quantizer =
        new Node(
            context.fresh(value + ".codes"),
            io.nn2fpga.nn.Quantize.of(QuantizedContext.element(frame), 0),
            List.of(value, dequantizer.inputs().get(1), dequantizer.inputs().get(2)),
            List.of(context.fresh(value + ".codes")),
            Objects.requireNonNull(context.maker(value)).source());
    if (!new SignalCodes(context, signal, quantizer).isExact(origin.grid())) {
      return null;
    }
    TensorType type = context.type(value);
    Signal codes = quantizers.lower(QuantizerLowering.target(context, quantizer, type), signal);
    CodeGrid grid =
        origin
            .grid()
            .within(Math.toIntExact(codes.range().min()), Math.toIntExact(codes.range().max()));
    return codes.as(new Origin.Grid(grid), value, type);
  }
}
