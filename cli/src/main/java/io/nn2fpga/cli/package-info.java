/**
 * The command line: one class a command; the only package that prints, reads the environment, or
 * exits.
 */
@NullMarked
package io.nn2fpga.cli;

import org.jspecify.annotations.NullMarked;
