/**
 * Operators that a user writes in Einstein notation, in the manner of Tensor Comprehensions
 * (Vasilache et al., 2018): {@link io.nn2fpga.einstein.DefinitionFile} reads them, {@link
 * io.nn2fpga.einstein.Expansion} makes nn operations of one.
 */
@NullMarked
package io.nn2fpga.einstein;

import org.jspecify.annotations.NullMarked;
