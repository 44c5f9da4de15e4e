/**
 * Requantization by an affine map with exceptions:
 *
 * <pre>y = clamp(((m[c] · acc + k[c]) >> shift) + Σ d[c,i] · [acc = e[c,i]], min, max)</pre>
 */
@NullMarked
package io.nn2fpga.ops.correctedrequantize;

import org.jspecify.annotations.NullMarked;
