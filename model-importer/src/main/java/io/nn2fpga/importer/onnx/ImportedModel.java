package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.TensorType;
import java.nio.file.Path;

/**
 * A model as imported, with the file it came from.
 *
 * @param graph the nn graph; values have the names of the model's tensors
 * @param path where the model was read
 * @param bytes the file's contents, for executors that read the model's own format
 */
@SuppressWarnings("ArrayRecordComponent") // the file's contents, handed on as they are
public record ImportedModel(Graph graph, Path path, byte[] bytes) {

  /** Name of the only input. */
  public String inputName() {
    return graph.inputs().get(0);
  }

  /** Type of the only input, without batch axis. */
  public TensorType inputType() {
    return graph.value(inputName()).tensor();
  }
}
