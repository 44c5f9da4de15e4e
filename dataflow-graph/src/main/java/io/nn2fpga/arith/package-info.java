/**
 * Integer arithmetic: rounding, saturation, ranges of sums, requantization; the single source of
 * truth for what the numbers of the integer level mean.
 */
@NullMarked
package io.nn2fpga.arith;

import org.jspecify.annotations.NullMarked;
