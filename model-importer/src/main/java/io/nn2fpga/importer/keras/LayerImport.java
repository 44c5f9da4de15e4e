package io.nn2fpga.importer.keras;

/** Brings one class of layers into the nn graph. */
@FunctionalInterface
interface LayerImport {
  /**
   * Defines the result of a layer.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the layer cannot be imported in this form
   */
  void apply(LayerScope layer);
}
