/** Frames side by side along their channels. */
@NullMarked
package io.nn2fpga.ops.concat;

import org.jspecify.annotations.NullMarked;
