/**
 * External tools: where they are, whether they are new enough, and how they are run.
 *
 * <p>{@link io.nn2fpga.sim.tool.ToolRunner} is the only class of the product that starts a process.
 */
@NullMarked
package io.nn2fpga.sim.tool;

import org.jspecify.annotations.NullMarked;
