/**
 * Keras models: {@code .keras} archives, whole {@code .h5} files, and a {@code model.json} beside
 * its weights; with QKeras' layers, whose quantizers become quantize and dequantize nodes.
 *
 * <p>A file is data: nothing in it is executed, and layers that hold code (Lambda) are refused.
 */
@NullMarked
package io.nn2fpga.importer.keras;

import org.jspecify.annotations.NullMarked;
