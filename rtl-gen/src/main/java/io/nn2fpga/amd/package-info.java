/**
 * Projects for AMD's tools: the shell that puts a design behind a Zynq's DMA, the Vivado project
 * with its block design, and the Vitis HLS project of the same schedule.
 */
@NullMarked
package io.nn2fpga.amd;

import org.jspecify.annotations.NullMarked;
