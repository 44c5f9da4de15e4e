/** One package an operator; here only what provides the structural ones to the core. */
@NullMarked
package io.nn2fpga.ops;

import org.jspecify.annotations.NullMarked;
