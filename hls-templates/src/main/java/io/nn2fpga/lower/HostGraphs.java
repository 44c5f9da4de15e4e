package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the host computes of a quantized model, as nn graphs.
 *
 * @param head from the model's input to the codes that the accelerator takes, in the order of the
 *     input's layout; null if {@link QuantizedModel#input} says it all
 * @param tail from what the accelerator's output codes stand for to the model's output; null if
 *     that is it
 * @param readsCodes whether the tail, or the model's output if there is none, is of the codes
 *     themselves
 * @param driverComplete whether input and output encoding with their host steps are all of it, so
 *     that the generated driver computes the model's output
 * @param kernels whose arithmetic the tail has
 * @param observed the model's codes that the integer graph computes, in order
 */
public record HostGraphs(
    @Nullable Graph head,
    @Nullable Graph tail,
    boolean readsCodes,
    boolean driverComplete,
    KernelSet kernels,
    List<ObservedCodes> observed) {

  /** A model whose encodings say everything. */
  public static final HostGraphs NONE =
      new HostGraphs(null, null, false, true, KernelSet.ONNX, List.of());

  /** Copies the list. */
  public HostGraphs {
    observed = List.copyOf(observed);
  }

  /** The same for an integer graph that may have lost values. */
  HostGraphs within(Graph integers) {
    List<ObservedCodes> left =
        observed.stream().filter(o -> integers.values().containsKey(o.integers())).toList();
    return new HostGraphs(head, tail, readsCodes, driverComplete, kernels, left);
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

  /** A graph's result for what it starts with. */
  Tensor finish(Graph graph, Tensor start) {
    Map<String, Tensor> inputs = Map.of(graph.inputs().get(0), start);
    Map<String, Tensor> results =
        isTflite()
            ? interpreter(graph).run(inputs)
            : new NnInterpreter(graph, graph.outputs()).run(inputs);
    return Objects.requireNonNull(results.get(graph.outputs().get(0)));
  }

  /**
   * A graph's result for real numbers of which the codes are known: TFLite's kernels read those.
   */
  Tensor finish(Graph graph, Tensor start, IntTensor codes, CodeGrid grid) {
    return isTflite()
        ? Objects.requireNonNull(interpreter(graph).run(codes, grid).get(graph.outputs().get(0)))
        : finish(graph, start);
  }

  private KernelInterpreter interpreter(Graph graph) {
    return new KernelInterpreter(graph, QuantizedKernels.of(kernels), graph.outputs());
  }

  private boolean isTflite() {
    return kernels != KernelSet.ONNX && kernels != KernelSet.QONNX;
  }
}
