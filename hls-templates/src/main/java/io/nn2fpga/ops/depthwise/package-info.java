/**
 * Depthwise convolution: each channel on its own, with M weight sets a channel:
 *
 * <pre>
 * acc[oy,ox,c·M + m] = Σ_{ky,kx} w[c·M + m,ky,kx] · x[oy·sh + ky·dh − top, ox·sw + kx·dw − left, c]
 * </pre>
 *
 * where places outside the frame read as the padding value.
 */
@NullMarked
package io.nn2fpga.ops.depthwise;

import org.jspecify.annotations.NullMarked;
