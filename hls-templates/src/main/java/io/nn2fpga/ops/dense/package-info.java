/** Fully connected layer: {@code acc[0,0,oc] = Σ_n w[oc,n] · x[0,0,n]}. */
@NullMarked
package io.nn2fpga.ops.dense;

import org.jspecify.annotations.NullMarked;
