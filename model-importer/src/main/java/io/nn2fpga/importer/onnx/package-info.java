/**
 * ONNX files as nn graphs: reading, checking, normalizing; ONNX Runtime as the float executor.
 *
 * <p>The network is imported for one sample: the batch axis is pinned to 1 and leaves every tensor.
 */
@NullMarked
package io.nn2fpga.importer.onnx;

import org.jspecify.annotations.NullMarked;
