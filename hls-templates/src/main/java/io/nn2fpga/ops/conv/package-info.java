/**
 * Two-dimensional convolution:
 *
 * <pre>acc[oy,ox,oc] = Σ_{ky,kx,ic} w[oc,ky,kx,ic] · x[oy·sh + ky − top, ox·sw + kx − left, ic]
 * </pre>
 *
 * where places outside the frame read as the padding value.
 */
@NullMarked
package io.nn2fpga.ops.conv;

import org.jspecify.annotations.NullMarked;
