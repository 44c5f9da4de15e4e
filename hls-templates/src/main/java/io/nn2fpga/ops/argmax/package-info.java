/** The index of the largest element, the lowest if several are equal. */
@NullMarked
package io.nn2fpga.ops.argmax;

import org.jspecify.annotations.NullMarked;
