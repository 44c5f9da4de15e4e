/** Passes over graphs and what runs them in order. */
@NullMarked
package io.nn2fpga.pass;

import org.jspecify.annotations.NullMarked;
