/** Blocks of channels become blocks of pixels. */
@NullMarked
package io.nn2fpga.ops.depthtospace;

import org.jspecify.annotations.NullMarked;
