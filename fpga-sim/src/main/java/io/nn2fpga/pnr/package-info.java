/**
 * Open flows: synthesis of a board's whole top level by Yosys, place and route by nextpnr, timing
 * closure, and the packed bitstream.
 */
@NullMarked
package io.nn2fpga.pnr;

import org.jspecify.annotations.NullMarked;
