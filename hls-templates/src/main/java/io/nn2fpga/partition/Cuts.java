package io.nn2fpga.partition;

/**
 * The two values of a network at which it changes sides.
 *
 * @param input the value that goes to the accelerator
 * @param output the value that comes back
 */
public record Cuts(String input, String output) {}
