/**
 * The nn level: framework-neutral operators with ONNX semantics on float tensors without batch
 * axis, the traits by which passes ask about them, and their interpreter.
 */
@NullMarked
package io.nn2fpga.nn;

import org.jspecify.annotations.NullMarked;
