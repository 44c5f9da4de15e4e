/**
 * Runs designs in simulators and compares them, beat by beat, with the integer reference.
 *
 * <p>{@link io.nn2fpga.sim.Verification} is what {@code nn2fpga build} calls.
 */
@NullMarked
package io.nn2fpga.sim;

import org.jspecify.annotations.NullMarked;
