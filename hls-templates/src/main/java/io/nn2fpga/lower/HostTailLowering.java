package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.OutputEncoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has no integer form: at the end of the network the host computes it, anywhere else it is a
 * problem.
 */
final class HostTailLowering {
  private final QuantizedContext context;
  private final Map<Node, @Nullable DiagnosticException> nodes = new LinkedHashMap<>();
  private final Set<String> values = new HashSet<>();

  HostTailLowering(QuantizedContext context) {
    this.context = context;
  }

  /** Whether a value is computed by a node of {@link #add}. */
  boolean has(String value) {
    return values.contains(value);
  }

  /**
   * Adds a node.
   *
   * @param reason why it has no integer form itself; null if only its operands have none
   */
  void add(Node node, @Nullable DiagnosticException reason) {
    nodes.put(node, reason);
    values.addAll(node.outputs());
  }

  /** Copies a node of the model, and the constants and nodes of constants that it reads. */
  static void add(QuantizedContext context, Graph.Builder builder, Node node) {
    for (String operand : node.inputs()) {
      if (builder.isDefined(operand)) {
        continue;
      }
      Node maker = context.maker(operand);
      if (maker == null) {
        builder.constant(operand, context.nn.constant(operand));
      } else {
        add(context, builder, maker);
      }
    }
    builder.node(node);
  }

  /** Ends the integer graph. */
  QuantizedModel finish(HostHead head, java.util.function.Function<String, Signal> settled) {
    String output = context.nn.outputs().get(0);
    Set<Node> behind = behind(output);
    Set<String> ends = new LinkedHashSet<>();
    for (Node node : behind) {
      for (String operand : node.inputs()) {
        if (context.lowered(operand) != null) {
          ends.add(operand);
        }
      }
    }
    if (behind.isEmpty()) {
      ends.add(output);
    }
    if (ends.isEmpty() || !head.isEntered() || isInner(behind)) {
      problems(head, behind);
    }
    refuseReadersOf(head, behind);
    List<Signal> signals = ends.stream().map(settled).toList();
    if (signals.stream().map(Signal::value).distinct().count() > 1 || ends.size() > 1) {
      problems(head, behind);
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the host would have to read the values " + ends + " of the network",
              Places.of(behind.iterator().next()),
              "quantize the network up to a single value"));
    }
    return model(head, signals.get(0), ends.iterator().next(), behind);
  }

  /** What the host computes behind the accelerator reads what comes out of it, and nothing else. */
  private void refuseReadersOf(HostHead head, Set<Node> behind) {
    for (Node node : behind) {
      for (String operand : node.inputs()) {
        if (head.has(operand)) {
          throw QuantizedContext.unsupported(
              node,
              "'"
                  + node.op().mnemonic()
                  + "' behind the last codes also reads '"
                  + operand
                  + "' from before the first ones",
              "quantize what it reads; or divide the network: --partition auto keeps such a value on"
                  + " the host");
        }
      }
    }
  }

  /** Nodes of the host that the output needs, in order. */
  private Set<Node> behind(String output) {
    Set<String> needed = new HashSet<>(List.of(output));
    List<Node> reversed = new ArrayList<>(nodes.keySet());
    java.util.Collections.reverse(reversed);
    List<Node> behind = new ArrayList<>();
    for (Node node : reversed) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        behind.add(node);
        needed.addAll(node.inputs());
      }
    }
    java.util.Collections.reverse(behind);
    return new LinkedHashSet<>(behind);
  }

  /** Whether quantized layers follow: then these nodes are in the middle of the network. */
  private boolean isInner(Set<Node> behind) {
    Set<String> codes = new HashSet<>();
    for (Node node : behind) {
      boolean ofCodes = node.inputs().stream().anyMatch(codes::contains);
      if (ofCodes && node.op() instanceof LinearOp) {
        return true;
      }
      if (ofCodes || Signals.isQuantizer(node)) {
        codes.addAll(node.outputs());
      }
    }
    return false;
  }

  /** Reports everything that has no integer form. */
  private void problems(HostHead head, Set<Node> behind) {
    for (DiagnosticException reason : nodes.values()) {
      if (reason != null) {
        reason.diagnostics().forEach(context.problems::add);
      }
    }
    context.problems.throwIfAny();
    head.encoding();
    if (behind.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "the network holds no operator that goes into hardware",
              "output '" + context.nn.outputs().get(0) + "'",
              "the driver computes what comes before the first quantizer"));
    }
  }

  private QuantizedModel model(HostHead head, Signal end, String value, Set<Node> behind) {
    context.builder.output(end.value());
    Node dequantizer = behind.isEmpty() ? null : dequantizer(end, value);
    boolean codes = dequantizer != null || context.type(value).element() instanceof IntegerElement;
    List<HostStep> steps = new ArrayList<>();
    boolean complete = end.chain().isEmpty();
    for (Node node : behind) {
      HostStep step = step(node);
      boolean last = Signals.isQuantizer(node) && node.outputs().equals(context.nn.outputs());
      complete &= step != null || last;
      if (step != null) {
        steps.add(step);
      }
    }
    OutputEncoding output =
        new OutputEncoding(
            end.from(),
            end.fromType(),
            end.laidOut(),
            QuantizedContext.element(context.frame(end.value())),
            scales(end),
            zeros(end),
            complete ? steps : List.of());
    CodeGrid grid = codes || !context.set.isTflite() ? null : output.grid();
    Graph tail = tail(end, value, dequantizer, grid, behind);
    return new QuantizedModel(
        context.builder.build(),
        head.encoding(),
        output,
        context.notes,
        null,
        new HostGraphs(
            head.graph(),
            tail,
            codes || (grid != null && tail != null),
            head.isEncoding(),
            complete,
            context.set,
            context.observed));
  }

  /** The node that makes the last real numbers of codes, if nothing was done to them since. */
  private @Nullable Node dequantizer(Signal end, String value) {
    Node maker = context.maker(value);
    return Signals.grid(end) != null && maker != null && maker.op() instanceof Dequantize
        ? maker
        : null;
  }

  private static @Nullable HostStep step(Node node) {
    if (node.op() instanceof Softmax softmax) {
      return new HostStep(HostStep.Kind.SOFTMAX, softmax.axis());
    }
    return node.op() instanceof ArgMax argMax
        ? new HostStep(HostStep.Kind.ARGMAX, argMax.axis())
        : null;
  }

  private List<Double> scales(Signal end) {
    return perChannel(end, c -> end.origin().scale(c));
  }

  private List<Double> zeros(Signal end) {
    return perChannel(end, c -> end.origin().zero(c));
  }

  private List<Double> perChannel(Signal end, java.util.function.IntToDoubleFunction ofChannel) {
    int channels = context.frame(end.value()).extent(2);
    List<Double> all = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      all.add(ofChannel.applyAsDouble(c));
    }
    return all.stream().distinct().count() == 1 ? all.subList(0, 1) : all;
  }

  /**
   * From what the integers stand for to the model's output; null if that is it already.
   *
   * @param dequantizer with which the model itself goes on from them; null if it does not
   * @param grid of the integers, where the tail is to be told that they are codes; else null
   */
  private @Nullable Graph tail(
      Signal end,
      String value,
      @Nullable Node dequantizer,
      @Nullable CodeGrid grid,
      Set<Node> behind) {
    if (end.chain().isEmpty() && behind.isEmpty()) {
      return null;
    }
    Graph.Builder builder = Graph.builder(context.nn.name() + ".tail", Level.NN);
    TensorType type = end.fromType();
    if (dequantizer != null) {
      builder.input(dequantizer.input(), context.type(dequantizer.input()));
      add(context, builder, dequantizer);
    } else if (end.chain().isEmpty()) {
      start(builder, value, type, end, grid);
    } else {
      String name = start(builder, context.fresh(end.from() + ".sums"), type, end, grid);
      for (int i = 0; i < end.chain().size(); i++) {
        Node link = end.chain().get(i);
        boolean last = i == end.chain().size() - 1;
        List<String> operands = new ArrayList<>();
        for (String operand : link.inputs()) {
          boolean constant = context.nn.isConstant(operand);
          if (constant && !builder.isDefined(operand)) {
            builder.constant(operand, context.nn.constant(operand));
          }
          operands.add(constant ? operand : name);
        }
        name = last ? value : context.fresh(link.output() + ".tail");
        builder.node(new Node(link.name(), link.op(), operands, List.of(name), link.source()));
      }
    }
    behind.forEach(node -> add(context, builder, node));
    builder.output(Objects.requireNonNull(context.nn.outputs().get(0)));
    return builder.build();
  }

  /** Defines the real numbers that a tail starts from: its input, or its input's codes. */
  private String start(
      Graph.Builder builder, String value, TensorType type, Signal end, @Nullable CodeGrid grid) {
    if (grid == null) {
      return builder.input(value, type);
    }
    IntegerElement element = QuantizedContext.element(context.frame(end.value()));
    String codes =
        builder.input(context.fresh(value + ".codes"), new TensorType(type.shape(), element));
    String scale =
        builder.constant(
            context.fresh(value + ".scale"), FloatTensor.of(new float[] {grid.scale()}));
    String zero =
        builder.constant(
            context.fresh(value + ".zero"), FloatTensor.of(new float[] {grid.zeroPoint()}));
    return builder
        .node(new Node(codes, new Dequantize(0), List.of(codes, scale, zero), List.of(value), ""))
        .output();
  }
}
