/**
 * Sum of two frames of codes, requantized:
 *
 * <pre>y[h,w,c] = clamp((m0 · a[h,w,c] + m1 · b[h,w,c] + k) >> shift, min, max)</pre>
 */
@NullMarked
package io.nn2fpga.ops.add;

import org.jspecify.annotations.NullMarked;
