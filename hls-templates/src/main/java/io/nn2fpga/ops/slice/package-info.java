/** A box of a frame: some rows, columns and channels. */
@NullMarked
package io.nn2fpga.ops.slice;

import org.jspecify.annotations.NullMarked;
