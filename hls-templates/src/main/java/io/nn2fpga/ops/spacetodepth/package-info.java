/** Blocks of pixels become channels. */
@NullMarked
package io.nn2fpga.ops.spacetodepth;

import org.jspecify.annotations.NullMarked;
