/** What is measured, and how: {@code nn2fpga bench}. Figures are printed, never asserted. */
@NullMarked
package io.nn2fpga.bench;

import org.jspecify.annotations.NullMarked;
