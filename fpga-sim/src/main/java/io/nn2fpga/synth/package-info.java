/**
 * Synthesis by Yosys of each unique module of a design: what the modules take of a device family,
 * beside the analytic estimates.
 *
 * <p>A unit is a leaf module with its parameters; memories that are {@code nn2fpga_rom} instances
 * are units of their own, with their contents. Units are synthesized together in batches, hierarchy
 * kept, so that libraries are read once a batch and a module that several units instantiate (a row
 * of a matrix-vector unit) is done once; results are cached by everything they depend on.
 */
@NullMarked
package io.nn2fpga.synth;

import org.jspecify.annotations.NullMarked;
