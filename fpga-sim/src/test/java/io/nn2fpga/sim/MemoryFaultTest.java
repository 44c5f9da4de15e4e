package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.VerificationResult.Implementation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flipped bit in the Verilog's copy of a constant is found, and its layer and place named. */
class MemoryFaultTest {
  private static void everyFaultIsNamed(Graph intGraph, double fold, List<String> memories) {
    Design design = Design.of(TestNetwork.flow(intGraph, 1, fold), intGraph.name());
    List<Sample> samples = TestNetwork.samples(intGraph, 3);
    Path build = TestTools.directory(intGraph.name() + "_" + fold);
    DesignFiles.of(design).writeTo(build);
    Verification verification = new Verification(TestTools.toolbox(), build, design, samples);
    VerificationResult result = verification.run(VerificationProgress.NONE);
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.measured()).isEqualTo(result.predicted());
    List<MemoryFault> faults =
        new MemoryFaults(design, samples.stream().map(Sample::input).toList()).all();
    assertThat(faults.stream().map(MemoryFault::name)).containsExactlyElementsOf(memories);
    for (MemoryFault fault : faults) {
      Implementation found = verification.runRtlWith(fault);
      assertThat(fault.isNamedBy(found)).as(fault.name()).isTrue();
      assertThat(fault.isNamedBy(result.rtl())).isFalse();
      assertThat(found.bitExact()).as(fault.name()).isFalse();
      assertThat(found.difference())
          .as(fault.name())
          .extracting("implementation", "layer", "actor", "frame", "place")
          .containsExactly(
              "Verilog",
              fault.instance().node().source(),
              fault.instance().node().name(),
              fault.frame(),
              fault.place());
    }
  }

  @Test
  void ofRequantizers() {
    everyFaultIsNamed(
        TestNetwork.requantizers(),
        0,
        List.of("first_multiplier", "first_offset", "second_multiplier", "second_offset"));
  }

  private static final List<String> CLASSIFIER =
      List.of(
          "conv_weight",
          "conv_requantize_multiplier",
          "conv_requantize_offset",
          "dense_weight",
          "dense_requantize_multiplier",
          "dense_requantize_offset");

  @Test
  void ofClassifierWithItsFirstFoldings() {
    everyFaultIsNamed(TestNetwork.classifier(), 0, CLASSIFIER);
  }

  @Test
  void ofClassifierWithFoldingsInBetween() {
    everyFaultIsNamed(TestNetwork.classifier(), 0.6, CLASSIFIER);
  }
}
