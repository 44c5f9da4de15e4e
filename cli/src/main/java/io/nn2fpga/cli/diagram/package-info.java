/**
 * A build's graphs as pictures: {@link io.nn2fpga.cli.diagram.Diagrams} says what is shown, the
 * Eclipse Layout Kernel where, {@link io.nn2fpga.cli.diagram.SvgDrawing} draws it. The same graph
 * gives the same bytes.
 */
@NullMarked
package io.nn2fpga.cli.diagram;

import org.jspecify.annotations.NullMarked;
