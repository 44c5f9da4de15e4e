package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.op.Operands;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.NarrowWeights;
import io.nn2fpga.quant.RealRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The integer graph in the course of being made, and what its values stand for. */
final class LoweringContext {
  final Graph nn;
  final Calibration calibration;
  final QuantizationOptions options;
  final Graph.Builder builder;
  private final List<LayerNote> notes = new ArrayList<>();
  final Diagnostics problems = new Diagnostics();
  private final Map<String, Activation> activations = new HashMap<>();
  private final Map<String, Encoding> encodings = new HashMap<>();
  private final Map<String, QuantizedLayer> layers = new HashMap<>();
  private final Map<String, LayerNote.Sums> sums = new HashMap<>();
  private final Map<String, NarrowWeights> narrow;

  /**
   * A graph of which nothing is made yet.
   *
   * @param narrow codes of weights by their node's name, of the same graph, ranges and options;
   *     those that are missing are added
   */
  LoweringContext(
      Graph nn,
      Calibration calibration,
      QuantizationOptions options,
      Map<String, NarrowWeights> narrow) {
    this.nn = nn;
    this.calibration = calibration;
    this.options = options;
    this.narrow = narrow;
    builder = Graph.builder(nn.name(), Level.INT);
    QuantizedLayer.of(nn).forEach(layer -> layers.put(layer.name(), layer));
  }

  /**
   * Weights as codes.
   *
   * @param real output channels outermost, times the scales of what they multiply
   */
  NarrowWeights narrow(Node node, double[] real, int outputs) {
    return narrow.computeIfAbsent(
        node.name(),
        name -> NarrowWeights.of(real, outputs, options.bits().weights(name), options.method()));
  }

  /** The codes of a value of the model. */
  Activation activation(String value) {
    Activation activation = activations.get(value);
    if (activation == null) {
      throw new IllegalStateException("'" + value + "' was not lowered");
    }
    return activation;
  }

  void define(String value, Activation activation) {
    activations.put(value, activation);
  }

  /** The node's result and its operand are the same codes; their encoding is shared. */
  void share(Node node, Activation activation) {
    define(node.output(), activation);
    Encoding encoding = encodings.get(node.input());
    if (encoding != null) {
      encodings.put(node.output(), encoding);
    }
  }

  /** The encoding of a value that a requantization gave, or null if it is the raw input. */
  @Nullable Encoding encoding(String value) {
    return encodings.get(value);
  }

  void defineEncoding(String value, Encoding encoding) {
    encodings.put(value, encoding);
  }

  /** The type of a model's value. */
  TensorType type(String value) {
    return nn.value(value).tensor();
  }

  /** The range of a model's value: calibrated, or what follows from its operand's. */
  RealRange range(String value) {
    String observed = Pipelines.observedAs(nn, value);
    if (calibration.has(observed)) {
      return calibration.range(observed);
    }
    for (Node node : nn.nodes()) {
      if (node.output().equals(value) && node.op() instanceof Clamp clamp) {
        return range(node.input()).clamped(clamp.lo(), clamp.hi());
      }
      if (node.output().equals(value)
          && (node.op() instanceof ScalePreserving || StreamMoves.isMove(node))) {
        return node.inputs().stream().map(this::range).reduce(RealRange::union).orElseThrow();
      }
    }
    return calibration.range(value);
  }

  /** A name that no computed value of the model and no value of the integer graph has. */
  String fresh(String name) {
    String free = name;
    for (int i = 2; isTaken(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private boolean isTaken(String name) {
    return builder.isDefined(name) || (nn.values().containsKey(name) && !nn.isConstant(name));
  }

  String constant(String name, Tensor tensor) {
    return builder.constant(fresh(name), tensor);
  }

  void add(String name, Operation op, List<String> operands, String result, String source) {
    builder.node(new Node(name, op, operands, List.of(result), source));
  }

  /**
   * A layer that ends in a requantization to a calibrated encoding.
   *
   * @param first the model's node it starts with, whose result's range was calibrated
   * @param clamp the clamp that became part of it, or null
   */
  record Target(Node first, @Nullable Node clamp, Encoding encoding, int min, int max) {
    /** The model's value that the layer gives. */
    String value() {
      return clamp == null ? first.output() : clamp.output();
    }

    IntegerRange codes() {
      return new IntegerRange(min, max);
    }

    List<String> fused() {
      return clamp == null ? List.of(first.name()) : List.of(first.name(), clamp.name());
    }
  }

  private QuantizedLayer layer(Node first) {
    QuantizedLayer layer = layers.get(first.name());
    if (layer == null) {
      throw new IllegalStateException("'" + first.name() + "' is not a layer of its own");
    }
    return layer;
  }

  /**
   * The calibrated range of a layer's result, cut by the clamp; that of all that it is concatenated
   * with if nothing else reads it, so that the codes need not be made alike.
   */
  private RealRange resultRange(Node first, @Nullable Node clamp) {
    Node concat = StreamMoves.concatAfter(nn, (clamp == null ? first : clamp).output());
    if (concat != null) {
      return range(concat.output());
    }
    RealRange range = range(first.output());
    return clamp != null && clamp.op() instanceof Clamp bounds
        ? range.clamped(bounds.lo(), bounds.hi())
        : range;
  }

  /** The codes that a layer gives: its calibrated range, cut by the clamp. */
  Target target(Node first, @Nullable Node clamp) {
    double lo = Double.NEGATIVE_INFINITY;
    double hi = Double.POSITIVE_INFINITY;
    if (clamp != null && clamp.op() instanceof Clamp bounds) {
      lo = bounds.lo();
      hi = bounds.hi();
    }
    Encoding encoding =
        Encoding.of(
            resultRange(first, clamp),
            layer(first).activationBits(options.bits()),
            options.method());
    int min = Double.isInfinite(lo) ? (int) encoding.element().min() : encoding.quantize(lo);
    int max = Double.isInfinite(hi) ? (int) encoding.element().max() : encoding.quantize(hi);
    return new Target(first, clamp, encoding, min, max);
  }

  /**
   * Adds a requantization.
   *
   * @param name of the node
   * @param operand the value it reads
   * @param channels what it computes, by place in the last axis of the frame
   * @param laidOut the order of the result's elements
   * @param accumulatorBits for the layer's note
   */
  void requantize(
      String name,
      String operand,
      List<AffineRequantization.Channel> channels,
      Target target,
      TensorType laidOut,
      int accumulatorBits) {
    AffineRequantization affine = affine(channels, target, accumulatorBits);
    add(
        name,
        new Requantize(affine.shift(), target.min, target.max, target.encoding.element()),
        constants(operand, target.first.name(), affine),
        target.value(),
        target.first.source());
    finish(target, laidOut);
  }

  /** The integers of a layer's requantization; notes them. */
  AffineRequantization affine(
      List<AffineRequantization.Channel> channels, Target target, int accumulatorBits) {
    AffineRequantization affine = AffineRequantization.of(channels, target.min, target.max);
    note(target, accumulatorBits, affine.shift(), affine.maxError());
    return affine;
  }

  /** Notes what was settled for a layer. */
  void note(Target target, int accumulatorBits, int shift, double maxError) {
    notes.add(
        new LayerNote(
            target.first.name(),
            target.value(),
            target.fused(),
            layer(target.first).weighted() ? options.bits().weights(target.first.name()) : null,
            accumulatorBits,
            shift,
            maxError,
            resultRange(target.first, target.clamp),
            target.encoding,
            type(target.value()),
            null));
  }

  /** Notes what a layer's sums of products mean. */
  void noteSums(String layer, LayerNote.Sums meaning) {
    sums.put(layer, meaning);
  }

  /** The notes of all layers, once they are lowered. */
  List<LayerNote> completedNotes() {
    return notes.stream()
        .map(n -> n.completed(activation(n.value()).laidOut(), sums.get(n.layer())))
        .toList();
  }

  /** A requantizing node's operands: what it reads, multipliers, offsets. */
  List<String> constants(String operand, String layer, AffineRequantization affine) {
    return List.of(
        operand,
        constant(layer + ".multiplier", affine.multiplier()),
        constant(layer + ".offset", affine.offset()));
  }

  /** Makes a layer's result known to its readers. */
  void finish(Target target, TensorType laidOut) {
    define(target.value(), Activation.of(target.value(), target.encoding, target.codes(), laidOut));
    encodings.put(target.value(), target.encoding);
  }

  /** The accumulator for some sums. */
  static IntegerElement accumulator(Node node, IntegerRange range) {
    IntegerElement element = range.signedElement();
    if (element.bits() > 32) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "sums of " + element.bits() + " bits are wider than the 32 bits supported",
              Places.of(node),
              "use fewer inputs a neuron, or fewer bits"));
    }
    return Operands.requireInt(element);
  }

  /** Weights as a constant of the layer's width. */
  String weights(String layer, int[] codes, int... extents) {
    return constant(
        layer + ".weights",
        IntTensor.of(IntegerElement.signed(options.bits().weights(layer)), codes, extents));
  }

  /** One requantization channel for each place in the last axis. */
  static List<AffineRequantization.Channel> channels(
      int count, Function<Integer, AffineRequantization.Channel> channel) {
    List<AffineRequantization.Channel> channels = new ArrayList<>(count);
    for (int c = 0; c < count; c++) {
      channels.add(channel.apply(c));
    }
    return channels;
  }
}
