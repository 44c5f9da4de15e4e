/**
 * The operator contract suite: for each kernel, reference = HLS C++ = Verilog in every beat, and
 * timing machine = Verilog in the cycle of every transfer.
 */
@NullMarked
package io.nn2fpga.contract;

import org.jspecify.annotations.NullMarked;
