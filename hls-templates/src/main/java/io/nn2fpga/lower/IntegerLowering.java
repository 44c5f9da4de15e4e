package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.ElementFunction;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.NarrowWeights;
import io.nn2fpga.quant.OutputEncoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The step from the simplified nn graph to the integer graph, node by node. */
final class IntegerLowering {
  private final LoweringContext context;
  private final Graph nn;
  private final LinearLowering linear;
  private final ElementwiseLowering elementwise;
  private final PoolLowering pools;
  private final SumLowering sums;
  private final ReshapeLowering reshapes;
  private final MoveLowering moves;
  private final TableLowering tables;
  private final ProductLowering products;
  private final List<HostStep> hostSteps = new ArrayList<>();

  private IntegerLowering(LoweringContext context) {
    this.context = context;
    nn = context.nn;
    linear = new LinearLowering(context);
    elementwise = new ElementwiseLowering(context);
    pools = new PoolLowering(context);
    sums = new SumLowering(context);
    reshapes = new ReshapeLowering(context);
    moves = new MoveLowering(context);
    tables = new TableLowering(context);
    products = new ProductLowering(context);
  }

  /**
   * Lowers a graph that {@link CheckSupport} passed.
   *
   * @param narrow codes of weights that an earlier run with the same graph, ranges and options
   *     made; those of this one are added
   * @throws DiagnosticException with every node that cannot be lowered
   */
  static QuantizedModel lower(
      Graph nn,
      Calibration calibration,
      QuantizationOptions options,
      Map<String, NarrowWeights> narrow) {
    return new IntegerLowering(new LoweringContext(nn, calibration, options, narrow)).run();
  }

  private QuantizedModel run() {
    String inputName = nn.inputs().get(0);
    InputEncoding input = InputLowering.encoding(context);
    context.builder.input(inputName, input.frame());
    context.define(inputName, Activation.of(inputName, input));
    Set<Node> absorbed = new HashSet<>();
    String last = inputName;
    for (Node node : nn.nodes()) {
      if (node.op() instanceof HostTail) {
        hostSteps.add(hostStep(node));
      } else if (absorbed.contains(node)) {
        last = node.output();
      } else {
        lowerNode(node, QuantizedLayer.clampAfter(nn, node), absorbed);
        last = node.output();
      }
    }
    context.problems.throwIfAny();
    context.builder.output(context.activation(last).value());
    return new QuantizedModel(
        context.builder.build(),
        input,
        output(last),
        context.completedNotes(),
        context.calibration.has(inputName) ? context.calibration.range(inputName) : null);
  }

  private void lowerNode(Node node, @Nullable Node clamp, Set<Node> absorbed) {
    try {
      if (dispatch(node, clamp) && clamp != null) {
        absorbed.add(clamp);
      }
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(context.problems::add);
      standIn(node.output());
      if (clamp != null && !(node.op() instanceof ScalePreserving)) {
        absorbed.add(clamp); // part of the layer that has no lowering
        standIn(clamp.output());
      }
    }
  }

  /** Codes for the nodes after one that has no lowering, so that they are checked as well. */
  private void standIn(String value) {
    TensorType type = context.type(value);
    Encoding encoding =
        Encoding.of(context.range(value), context.options.bits().input(), context.options.method());
    String name = context.fresh(value);
    context.builder.input(name, ChannelsLast.of(type).frame(encoding.element()));
    context.define(value, Activation.of(name, encoding, IntegerRange.of(encoding.element()), type));
    context.defineEncoding(value, encoding);
  }

  /** Lowers a node; tells whether the clamp after it became part of it. */
  private boolean dispatch(Node node, @Nullable Node clamp) {
    if (node.op() instanceof LinearOp) {
      linear.lower(node, clamp);
    } else if (SumLowering.isSum(nn, node)) {
      sums.lower(node, clamp);
    } else if (ProductLowering.isProduct(nn, node)) {
      products.lower(node, clamp);
    } else if (node.op() instanceof ChannelAffine affine) {
      elementwise.affine(node, affine, clamp);
    } else if (node.op() instanceof ElementFunction function) {
      tables.lower(node, function, clamp);
    } else if (node.op() instanceof AveragePool pool) {
      pools.average(node, pool, clamp);
    } else if (node.op() instanceof GlobalAveragePool) {
      pools.globalAverage(node, clamp);
    } else {
      lowerKeeping(node);
      return false;
    }
    return true;
  }

  private void lowerKeeping(Node node) {
    if (node.op() instanceof MaxPool pool) {
      pools.max(node, pool);
    } else if (node.op() instanceof Clamp) {
      elementwise.clamp(node);
    } else if (node.op() instanceof Transpose transpose) {
      reshapes.transpose(node, transpose);
    } else if (node.op() instanceof Flatten || node.op() instanceof Reshape) {
      reshapes.reshape(node);
    } else if (node.op() instanceof Concat) {
      moves.concat(node);
    } else if (StreamMoves.isMove(node)) {
      moves.move(node);
    } else {
      throw new IllegalStateException("no lowering of " + node.op().mnemonic());
    }
  }

  private static HostStep hostStep(Node node) {
    if (node.op() instanceof Softmax softmax) {
      return new HostStep(HostStep.Kind.SOFTMAX, softmax.axis());
    }
    if (node.op() instanceof ArgMax argMax) {
      return new HostStep(HostStep.Kind.ARGMAX, argMax.axis());
    }
    throw new IllegalStateException("no host step for " + node.op().mnemonic());
  }

  private OutputEncoding output(String value) {
    Activation activation = context.activation(value);
    Encoding encoding =
        Objects.requireNonNull(context.encoding(value), "output codes of several scales");
    return new OutputEncoding(
        value, context.type(value), activation.laidOut(), encoding, hostSteps);
  }
}
