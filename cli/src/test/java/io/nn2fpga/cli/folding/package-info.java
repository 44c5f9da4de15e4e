/** Folding of networks larger than the examples. */
@NullMarked
package io.nn2fpga.cli.folding;

import org.jspecify.annotations.NullMarked;
