package io.nn2fpga.importer;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.List;

/**
 * A model as imported, with the file it came from.
 *
 * @param graph the nn graph; values have the names of the model's tensors
 * @param kernels whose arithmetic the model's quantized operators have
 * @param format the format's name as a user knows it, such as {@code ONNX}
 * @param path where the model was read
 * @param bytes the file's contents, for executors that read the model's own format
 * @param folded the operators of the model's nodes that left no node in the graph, one entry a
 *     node: computed at import, or of no effect
 */
@SuppressWarnings("ArrayRecordComponent") // the file's contents, handed on as they are
public record ImportedModel(
    Graph graph, KernelSet kernels, String format, Path path, byte[] bytes, List<String> folded) {

  /** Copies the list. */
  public ImportedModel {
    folded = List.copyOf(folded);
  }

  /** A model of which nothing was folded. */
  public ImportedModel(Graph graph, KernelSet kernels, String format, Path path, byte[] bytes) {
    this(graph, kernels, format, path, bytes, List.of());
  }

  /** The same file as another graph. */
  public ImportedModel with(Graph other) {
    return new ImportedModel(other, kernels, format, path, bytes, folded);
  }

  /** Name of the first input. */
  public String inputName() {
    return graph.inputs().get(0);
  }

  /** Type of the first input, without batch axis. */
  public TensorType inputType() {
    return graph.value(inputName()).tensor();
  }

  /**
   * Whether the model says itself which codes its values have. Weights alone do not count: stored
   * as codes, they only keep the file of a float model small.
   */
  public boolean isQuantized() {
    return graph.nodes().stream()
        .anyMatch(node -> node.op() instanceof Dequantize && !graph.isConstant(node.input()));
  }

  /**
   * Whether operators of a model of real numbers make codes of them as they come: TFLite's
   * dynamic-range quantization. Such a model is a float model with an arithmetic of its own.
   */
  public boolean isHybrid() {
    return graph.nodes().stream().anyMatch(node -> node.op() instanceof DynamicQuantize);
  }
}
