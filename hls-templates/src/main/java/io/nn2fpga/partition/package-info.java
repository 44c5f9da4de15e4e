/**
 * What of a network the accelerator computes and what the host does, where not all of it has a
 * hardware form: one region between two cuts goes to the accelerator, everything before and behind
 * it to the host. Works on the imported nn graph, before any pass.
 */
@NullMarked
package io.nn2fpga.partition;

import org.jspecify.annotations.NullMarked;
