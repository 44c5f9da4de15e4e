/** A fork: each beat goes to two modules, each of which takes it when it is ready. */
@NullMarked
package io.nn2fpga.ops.fork;

import org.jspecify.annotations.NullMarked;
