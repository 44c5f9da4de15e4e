/** A queue of beats between two modules: the same beats, later. */
@NullMarked
package io.nn2fpga.ops.fifo;

import org.jspecify.annotations.NullMarked;
