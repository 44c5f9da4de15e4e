package io.nn2fpga.cli.build;

import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.VerificationResult;
import io.nn2fpga.synth.SynthesisResult;
import org.jspecify.annotations.Nullable;

/**
 * A design that was generated and verified.
 *
 * @param folded its schedule and flow graph
 * @param design its names
 * @param sources Verilog and HLS C++ alone
 * @param files everything that was generated
 * @param synthesis resources of its modules; null if not synthesized
 * @param verification what was compared
 */
record BuiltDesign(
    BackEnd.Folded folded,
    Design design,
    DesignFiles sources,
    DesignFiles files,
    @Nullable SynthesisResult synthesis,
    VerificationResult verification) {}
