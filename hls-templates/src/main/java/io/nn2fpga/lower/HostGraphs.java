package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the host computes of a model, as nn graphs.
 *
 * @param head from the model's input to the codes that the accelerator takes, in the order of the
 *     input's layout, or to the numbers that {@link QuantizedModel#input} makes codes of; its
 *     further outputs are what the tail reads too. Null if the input's encoding says it all
 * @param tail from what the accelerator's output codes stand for to the model's output; its further
 *     inputs are outputs of the head, or the model's input. Null if the codes' numbers are it
 * @param readsCodes whether the tail, or the model's output if there is none, is of the codes
 *     themselves; a tail of TFLite's kernels always is, where the codes have one scale and a zero
 *     point
 * @param headIsEncoding whether the input's encoding says all of the head, so that a driver need
 *     not run it
 * @param tailIsSteps whether the output's encoding and its host steps say all of the tail
 * @param kernels whose arithmetic the tail has
 * @param observed the model's codes that the integer graph computes, in order
 */
public record HostGraphs(
    @Nullable Graph head,
    @Nullable Graph tail,
    boolean readsCodes,
    boolean headIsEncoding,
    boolean tailIsSteps,
    KernelSet kernels,
    List<ObservedCodes> observed) {

  /** A model whose encodings say everything. */
  public static final HostGraphs NONE =
      new HostGraphs(null, null, false, true, true, KernelSet.ONNX, List.of());

  /** Copies the list. */
  public HostGraphs {
    observed = List.copyOf(observed);
  }

  /** The same for an integer graph that may have lost values. */
  HostGraphs within(Graph integers) {
    List<ObservedCodes> left =
        observed.stream().filter(o -> integers.values().containsKey(o.integers())).toList();
    return new HostGraphs(head, tail, readsCodes, headIsEncoding, tailIsSteps, kernels, left);
  }

  /** The operators of head and tail, without quantizers, for messages; empty if there are none. */
  public String describe() {
    return Stream.of(head, tail)
        .filter(Objects::nonNull)
        .flatMap(graph -> graph.nodes().stream())
        .filter(node -> !(node.op() instanceof PerAxisQuantization))
        .map(node -> node.op().mnemonic())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** What a driver has to run before the accelerator; null if the input's encoding says it all. */
  public @Nullable Graph headPiece() {
    return headIsEncoding ? null : head;
  }

  /** What a driver has to run behind the accelerator; null if the output's host steps do. */
  public @Nullable Graph tailPiece() {
    return tailIsSteps ? null : tail;
  }

  /** A graph's outputs, real or codes, for its inputs. */
  Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    return kernels.isTflite()
        ? interpreter(graph).run(inputs)
        : new NnInterpreter(graph, graph.outputs()).run(inputs);
  }

  private KernelInterpreter interpreter(Graph graph) {
    return new KernelInterpreter(graph, QuantizedKernels.of(kernels), graph.outputs());
  }
}
