/** Accuracy of quantized example networks. */
@NullMarked
package io.nn2fpga.cli.quantization;

import org.jspecify.annotations.NullMarked;
