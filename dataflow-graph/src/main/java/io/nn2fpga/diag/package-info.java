/** What a user is told when their input is wrong: {@link io.nn2fpga.diag.Diagnostic}. */
@NullMarked
package io.nn2fpga.diag;

import org.jspecify.annotations.NullMarked;
