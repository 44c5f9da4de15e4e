/**
 * Average over a sliding window, requantized:
 *
 * <pre>y[oy,ox,c] = clamp((m[k] · S + o[k]) >> shift, min, max)</pre>
 *
 * with S the sum of the codes under the window and k the class of its overlap with the frame.
 */
@NullMarked
package io.nn2fpga.ops.averagepool;

import org.jspecify.annotations.NullMarked;
