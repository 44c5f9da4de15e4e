package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.lower.QuantizerLowering.Target;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.ChannelAffine.ChannelMap;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the first quantizer: the host computes it, and the accelerator takes the
 * quantizer's codes. What only moves numbers moves codes as well, so that the codes that the
 * accelerator takes are laid out as the model's input wherever there is nothing but that and
 * element-wise nodes in front of the quantizer.
 */
final class HostHead {
  private final QuantizedContext context;
  private final MovesLowering moves;
  private final String input;
  private final Set<String> values = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable Node quantizer;
  private @Nullable Graph graph;
  private @Nullable InputEncoding encoding;
  private boolean isEncoding = true;

  HostHead(QuantizedContext context, MovesLowering moves) {
    this.context = context;
    this.moves = moves;
    input = context.nn.inputs().get(0);
  }

  /** Makes the network's input known. */
  void begin() {
    if (!(context.type(input).element() instanceof IntegerElement element)) {
      values.add(input);
      return;
    }
    ModelInput model = Pipelines.input(context.nn);
    context.builder.input(input, model.frame().frame(element));
    IntegerRange range = IntegerRange.of(element);
    context.define(
        input,
        new Signal(
            input,
            model.channelsFirst(),
            List.of(range),
            new Origin.Codes(null),
            input,
            context.type(input),
            List.of()));
    CodeGrid grid = gridOfInput(range);
    encoding =
        new InputEncoding(
            model,
            Preprocessing.NONE,
            element,
            List.of((double) grid.scale()),
            List.of((double) grid.zeroPoint()),
            true);
  }

  /** What the first dequantizer says that the input's codes mean. */
  private CodeGrid gridOfInput(IntegerRange range) {
    int min = Math.toIntExact(range.min());
    int max = Math.toIntExact(range.max());
    for (Node node : context.nn.nodes()) {
      if (node.op() instanceof Dequantize && followsInput(node.input())) {
        return context.grid(node, min, max);
      }
    }
    return new CodeGrid(1, 0, min, max);
  }

  private boolean followsInput(String value) {
    Node maker = context.maker(value);
    return value.equals(input)
        || (maker != null && MovesLowering.isMove(maker) && followsInput(maker.input()));
  }

  /** Whether a value is computed before any quantizer. */
  boolean has(String value) {
    return values.contains(value);
  }

  /** The codes that the accelerator takes are there. */
  boolean isEntered() {
    return encoding != null;
  }

  /**
   * Takes a node that computes something of the network's input as it is.
   *
   * @param computed its operands that are no constants
   * @return false if it does not
   */
  boolean takes(Node node, List<String> computed) {
    if (computed.stream().noneMatch(values::contains)) {
      return false;
    }
    if (!values.containsAll(computed)) {
      throw QuantizedContext.unsupported(
          node,
          "'" + node.op().mnemonic() + "' reads the network's input and codes made of it",
          "quantize the network's input once, and let everything read that");
    }
    if (Signals.isQuantizer(node) && isOfUse(node)) {
      enter(node);
    } else {
      nodes.add(node);
      values.addAll(node.outputs());
    }
    return true;
  }

  /**
   * Whether the linear operator behind a quantizer can read its codes. If not, as behind a mean
   * that is no whole number of steps, the host computes up to the next quantizer.
   */
  private boolean isOfUse(Node node) {
    if (quantizer != null || node.op() instanceof MultiThreshold) {
      return true;
    }
    Target target = QuantizerLowering.target(context, node, context.type(node.input()));
    IntegerRange range = IntegerRange.of(target.element());
    CodeGrid grid = null;
    List<Node> chain = new ArrayList<>();
    List<Node> readers = context.nn.readers(node.output());
    while (readers.size() == 1) {
      Node reader = readers.get(0);
      if (reader.op() instanceof Dequantize && grid == null) {
        grid = context.grid(reader, (int) range.min(), (int) range.max());
      } else if (Signals.isElementwise(context, reader)) {
        chain.add(reader);
      } else if (!MovesLowering.isMove(reader)) {
        return grid == null
            || !(reader.op() instanceof LinearOp)
            || Signals.areClamps(chain)
            || Rescaling.of(context, grid, range, chain) != null;
      }
      readers = context.nn.readers(reader.output());
    }
    return true;
  }

  private void enter(Node node) {
    if (quantizer != null) {
      again(node, quantizer);
      return;
    }
    quantizer = node;
    List<Node> path = path(node);
    if (path == null) {
      enterBehind(node);
    } else {
      enterAtInput(node, path);
    }
  }

  /** A second quantizer of the same value is the same if it says the same. */
  private void again(Node node, Node first) {
    boolean same =
        node.op().equals(first.op())
            && node.input().equals(first.input())
            && node.inputs().stream()
                .skip(1)
                .map(context.nn::constant)
                .toList()
                .equals(first.inputs().stream().skip(1).map(context.nn::constant).toList());
    if (!same) {
      throw QuantizedContext.unsupported(
          node,
          "the network's input is quantized in two ways, here and by '" + first.name() + "'",
          "quantize the network's input once");
    }
    context.define(node.output(), Objects.requireNonNull(context.lowered(first.output())));
  }

  /** The nodes from the input to a quantizer if codes can take their place; else null. */
  private @Nullable List<Node> path(Node node) {
    List<Node> path = new ArrayList<>();
    if (node.op() instanceof MultiThreshold) {
      return null; // its channels are those behind the path
    }
    String value = node.input();
    while (!value.equals(input)) {
      Node maker = Objects.requireNonNull(context.maker(value));
      boolean uniform =
          Signals.isElementwise(context, maker)
              && Signals.computedOperand(context, maker) == 0
              && Signals.isUniform(context, List.of(maker));
      if (!uniform && !isFree(maker)) {
        return null;
      }
      path.add(maker);
      value = maker.input();
    }
    Collections.reverse(path);
    return path;
  }

  /** Whether a node moves codes of the input without hardware. */
  private boolean isFree(Node node) {
    if (node.op() instanceof Reshape || node.op() instanceof Flatten) {
      return context.type(node.output()).shape().size() == 1;
    }
    return node.op() instanceof Transpose transpose
        && transpose.perm().equals(Transpose.TO_CHANNELS_FIRST)
        && node.input().equals(input);
  }

  private void enterAtInput(Node node, List<Node> path) {
    TensorType type = context.type(input);
    Graph.Builder head = Graph.builder(context.nn.name() + ".head", Level.NN);
    String value = head.input(input, type);
    double scale = 1;
    double shift = 0;
    isEncoding = node.op() instanceof Quantize;
    for (Node link : path) {
      if (!MovesLowering.isMove(link)) {
        value = copy(head, link, value);
        ChannelMap map = link.op() instanceof ChannelAffine affine ? map(link, affine) : null;
        isEncoding &= map != null && map.scale()[0] > 0;
        if (map != null) {
          scale *= map.scale()[0];
          shift = shift * map.scale()[0] + map.shift()[0];
        }
      }
    }
    head.output(copy(head, node, value));
    graph = head.build();
    Target target = QuantizerLowering.target(context, node, type);
    ModelInput model = Pipelines.input(context.nn);
    define(target, model, scale, shift);
    Signal codes = codes(target, input, model.channelsFirst(), context.type(input));
    for (Node link : path) {
      if (MovesLowering.isMove(link)) {
        moves.lower(link, codes);
        codes = (Signal) Objects.requireNonNull(context.lowered(link.output()));
      }
    }
    context.define(node.output(), codes);
  }

  private ChannelMap map(Node link, ChannelAffine affine) {
    return Objects.requireNonNull(
        affine.channelMap(
            context.type(link.input()),
            link.inputs().stream().skip(1).map(context.nn::constant).toList()));
  }

  private Signal codes(Target target, String value, TensorType laidOut, TensorType type) {
    // All codes of the type: a driver may saturate to them where the quantizer stops before.
    IntegerRange range = IntegerRange.of(target.element());
    return new Signal(
        value,
        laidOut,
        List.of(range),
        new Origin.Codes(target.grid()),
        target.value(),
        new TensorType(type.shape(), target.element()),
        List.of());
  }

  private void define(Target target, ModelInput model, double scale, double shift) {
    CodeGrid grid = target.grid();
    context.builder.input(input, model.frame().frame(target.element()));
    encoding =
        new InputEncoding(
            model,
            Preprocessing.NONE,
            target.element(),
            List.of(grid.scale() / Math.abs(scale)),
            List.of(grid.zeroPoint() + shift / grid.scale()),
            false);
  }

  private void enterBehind(Node node) {
    isEncoding = false;
    Graph.Builder head = Graph.builder(context.nn.name() + ".head", Level.NN);
    head.input(input, context.type(input));
    for (Node link : nodes) {
      HostTailLowering.add(context, head, link);
    }
    HostTailLowering.add(context, head, node);
    head.output(node.output());
    graph = head.build();
    TensorType type = context.type(node.input());
    Target target = QuantizerLowering.target(context, node, type);
    define(target, ModelInput.channelsFirst(type), 1, 0);
    context.define(node.output(), codes(target, input, type, type));
  }

  /** The same node of another operand. */
  private String copy(Graph.Builder head, Node node, String operand) {
    List<String> operands = new ArrayList<>(List.of(operand));
    node.inputs().stream()
        .skip(1)
        .forEach(
            constant ->
                operands.add(
                    head.isDefined(constant)
                        ? constant
                        : head.constant(constant, context.nn.constant(constant))));
    return head.node(new Node(node.name(), node.op(), operands, node.outputs(), node.source()))
        .output();
  }

  InputEncoding encoding() {
    if (encoding == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "nothing of the network's input '" + input + "' is quantized",
              "input '" + input + "'",
              "quantize the network's activations, or build the float model"));
    }
    return encoding;
  }

  /** From the network's input to the codes; null where the input is codes. */
  @Nullable Graph graph() {
    return graph;
  }

  /** Whether scale and zero point say all of it. */
  boolean isEncoding() {
    return isEncoding;
  }
}
