/**
 * Matrix products of two computed frames, row by row: {@code Y[h] = (A[h] − za) · (B[h] − zb)ᵀ}.
 */
@NullMarked
package io.nn2fpga.ops.matmul;

import org.jspecify.annotations.NullMarked;
