/**
 * Two-dimensional convolution:
 *
 * <pre>
 * acc[oy,ox,oc] = Σ_{ky,kx,ic} w[oc,ky,kx,ic] · x[oy·sh + ky·dh − top, ox·sw + kx·dw − left, ic]
 * </pre>
 *
 * where places outside the frame read as the padding value, and ic runs over the channels of oc's
 * group.
 */
@NullMarked
package io.nn2fpga.ops.conv;

import org.jspecify.annotations.NullMarked;
