/** The evaluate command: what a network computes against what it is expected to. */
@NullMarked
package io.nn2fpga.cli.evaluate;

import org.jspecify.annotations.NullMarked;
