/** Products of two computed frames: {@code y = (a − za) · (b − zb)}, b also one for all pixels. */
@NullMarked
package io.nn2fpga.ops.multiply;

import org.jspecify.annotations.NullMarked;
