/**
 * TensorFlow Lite models ({@code .tflite}, FlatBuffers).
 *
 * <p>Field numbers are those of TensorFlow's public {@code schema.fbs}, version 3. A quantized
 * operator becomes {@code dequantize}, the operator on real numbers, {@code quantize}; whose
 * arithmetic it has is the model's {@link io.nn2fpga.quant.KernelSet}.
 */
@NullMarked
package io.nn2fpga.importer.tflite;

import org.jspecify.annotations.NullMarked;
