/** The axes of a frame in another order. */
@NullMarked
package io.nn2fpga.ops.transpose;

import org.jspecify.annotations.NullMarked;
