/** What there is to say of an imported model. */
@NullMarked
package io.nn2fpga.cli.model;

import org.jspecify.annotations.NullMarked;
