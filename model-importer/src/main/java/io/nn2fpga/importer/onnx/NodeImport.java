package io.nn2fpga.importer.onnx;

/** Brings one ONNX operator into the nn graph. */
@FunctionalInterface
interface NodeImport {
  /**
   * Defines the results of a node.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the operator cannot be imported in this form
   */
  void apply(NodeScope node);
}
