package io.nn2fpga.importer.onnx.write;

import io.nn2fpga.ir.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the nodes of one operation. */
@FunctionalInterface
interface NodeWriter {
  /**
   * Adds ONNX nodes that compute a node.
   *
   * @return the tensors that hold its results, one a result; null if this form cannot be written
   */
  @Nullable List<String> write(OnnxScope scope, Node node);
}
