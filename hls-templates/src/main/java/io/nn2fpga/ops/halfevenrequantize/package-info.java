/**
 * Requantization that rounds ties to even:
 *
 * <pre>y = clamp(z + halfEven((m[c] · acc + k[c]) / 2^shift), min, max)</pre>
 */
@NullMarked
package io.nn2fpga.ops.halfevenrequantize;

import org.jspecify.annotations.NullMarked;
