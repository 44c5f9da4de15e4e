/**
 * Mean of codes, rounded half away from zero:
 *
 * <pre>y = clamp(S > 0 ? (S + n/2) / n : −((−S + n/2) / n), min, max)</pre>
 */
@NullMarked
package io.nn2fpga.ops.roundedaveragepool;

import org.jspecify.annotations.NullMarked;
