/**
 * Text from templates: {@link io.nn2fpga.template.Template} is the only user of Velocity.
 *
 * <p>Templates write only what Verilog parameters and C++ template arguments cannot: wiring, file
 * lists, drivers. Everything that needs arithmetic or a decision is computed in Java.
 */
@NullMarked
package io.nn2fpga.template;

import org.jspecify.annotations.NullMarked;
