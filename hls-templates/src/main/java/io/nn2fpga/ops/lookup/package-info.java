/** Functions of codes by table: {@code y[h,w,c] = T[c, x[h,w,c] − x0]}. */
@NullMarked
package io.nn2fpga.ops.lookup;

import org.jspecify.annotations.NullMarked;
