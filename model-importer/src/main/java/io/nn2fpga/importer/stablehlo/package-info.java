/**
 * StableHLO programs in MLIR's text form: what {@code jax.jit(f).lower(x).as_text()} prints.
 *
 * <p>An ANTLR grammar reads the text ({@link io.nn2fpga.importer.stablehlo.ProgramText}), calls are
 * inlined and constants folded ({@link io.nn2fpga.importer.stablehlo.DataFlow}), and from the
 * output backwards the operations become nn records, several at a time where they are one operator
 * of a network ({@link io.nn2fpga.importer.stablehlo.NetworkConstruction}).
 */
@NullMarked
package io.nn2fpga.importer.stablehlo;

import org.jspecify.annotations.NullMarked;
