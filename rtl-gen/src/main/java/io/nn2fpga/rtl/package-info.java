/**
 * A flow graph as files: Verilog top level and leaf modules, memory images, HLS C++ project.
 *
 * <p>{@link io.nn2fpga.rtl.Design} gives every actor and stream its place and identifier; {@link
 * io.nn2fpga.rtl.DesignFiles} writes what both languages need. The same graph gives the same bytes.
 */
@NullMarked
package io.nn2fpga.rtl;

import org.jspecify.annotations.NullMarked;
