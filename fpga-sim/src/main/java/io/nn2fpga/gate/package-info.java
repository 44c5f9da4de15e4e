/**
 * Checks what the tools of open flows made, not what they were given: the netlist or the bitstream
 * becomes Verilog again and has to answer golden samples at the board's pins. {@code
 * docs/bitstream-checks.md} says how far that goes for each family.
 */
@NullMarked
package io.nn2fpga.gate;

import org.jspecify.annotations.NullMarked;
