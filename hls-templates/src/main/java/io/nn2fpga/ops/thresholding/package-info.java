/** Requantization by thresholds: {@code y = base + #{t : d[c]·acc ≥ d[c]·T[c,t]}}. */
@NullMarked
package io.nn2fpga.ops.thresholding;

import org.jspecify.annotations.NullMarked;
