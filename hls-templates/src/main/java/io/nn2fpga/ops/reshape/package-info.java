/** The same elements, in the same (NHWC) order, as another frame. */
@NullMarked
package io.nn2fpga.ops.reshape;

import org.jspecify.annotations.NullMarked;
