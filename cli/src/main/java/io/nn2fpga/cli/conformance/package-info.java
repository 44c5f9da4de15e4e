/**
 * Runs the cases of operator tests: a model of one operator with inputs and expected outputs, as
 * the ONNX project publishes them, or TFLite models with NumPy files.
 */
@NullMarked
package io.nn2fpga.cli.conformance;

import org.jspecify.annotations.NullMarked;
