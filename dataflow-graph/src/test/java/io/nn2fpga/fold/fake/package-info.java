/** Operators made for tests of the core, which knows no real ones. */
@NullMarked
package io.nn2fpga.fold.fake;

import org.jspecify.annotations.NullMarked;
