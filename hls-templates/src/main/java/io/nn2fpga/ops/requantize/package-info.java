/**
 * Requantization of accumulators to codes:
 *
 * <pre>y[h,w,c] = clamp((m[c] · acc[h,w,c] + k[c]) >> shift, min, max)</pre>
 */
@NullMarked
package io.nn2fpga.ops.requantize;

import org.jspecify.annotations.NullMarked;
