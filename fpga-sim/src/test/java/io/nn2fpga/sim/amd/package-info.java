/** Tests of what is read from AMD's tools. */
@NullMarked
package io.nn2fpga.sim.amd;

import org.jspecify.annotations.NullMarked;
