/**
 * Lowering from the nn level to the integer level: simplification of the float network,
 * quantization, channels-last layout. {@link io.nn2fpga.lower.Pipelines} lists the passes.
 */
@NullMarked
package io.nn2fpga.lower;

import org.jspecify.annotations.NullMarked;
