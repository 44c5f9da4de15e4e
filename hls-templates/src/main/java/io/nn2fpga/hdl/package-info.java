/**
 * Hardware sources on the class path, and the test bench that every Verilog simulation uses.
 *
 * <p>Resources: {@code io/nn2fpga/hdl/sim} holds the simulation-only Verilog modules and the C++
 * clock driver, {@code io/nn2fpga/hdl/hls} the C++ headers that all kernels share; a kernel's own
 * {@code .v} and {@code .hpp} lie beside its class.
 */
@NullMarked
package io.nn2fpga.hdl;

import org.jspecify.annotations.NullMarked;
