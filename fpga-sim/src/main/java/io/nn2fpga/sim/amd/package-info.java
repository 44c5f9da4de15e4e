/** Runs the Vivado and Vitis HLS projects of a build directory and reads the tools' reports. */
@NullMarked
package io.nn2fpga.sim.amd;

import org.jspecify.annotations.NullMarked;
