/**
 * What puts a design on a board without a processor: the serial link, the packet engine behind it,
 * clock and reset, the top module with the board's pins, and the constraint file that places them.
 *
 * <p>docs/protocol.md describes what is spoken on the link.
 */
@NullMarked
package io.nn2fpga.shell;

import org.jspecify.annotations.NullMarked;
