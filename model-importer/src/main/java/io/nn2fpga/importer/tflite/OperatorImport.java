package io.nn2fpga.importer.tflite;

/** How one kind of operator becomes nn nodes. */
interface OperatorImport {
  /**
   * Adds the operator's nodes.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if it cannot be imported in this form
   */
  void apply(OperatorScope operator);
}
