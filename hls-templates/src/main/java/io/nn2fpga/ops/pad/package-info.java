/** A frame with rows and columns of one code added around it. */
@NullMarked
package io.nn2fpga.ops.pad;

import org.jspecify.annotations.NullMarked;
