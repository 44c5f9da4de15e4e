/**
 * Matrix-vector unit: PE output channels × SIMD inputs multiplied a cycle.
 *
 * <pre>acc[oy,ox,oc] = Σ_k w[oc,k] · x[oy,ox,k]</pre>
 *
 * <p>Every convolution and dense layer ends in one; what comes before it only brings the elements
 * of each vector into the order of its weights.
 */
@NullMarked
package io.nn2fpga.ops.mvu;

import org.jspecify.annotations.NullMarked;
