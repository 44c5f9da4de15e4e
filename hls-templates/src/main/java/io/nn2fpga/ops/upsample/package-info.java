/** Nearest-neighbour enlargement by whole factors. */
@NullMarked
package io.nn2fpga.ops.upsample;

import org.jspecify.annotations.NullMarked;
