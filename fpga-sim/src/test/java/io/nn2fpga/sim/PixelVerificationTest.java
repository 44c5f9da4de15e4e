package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks that work on several pixels of a row at a time, in both implementations. */
class PixelVerificationTest {

  /** Each layer's smallest folding of so many pixels; its smallest at all where it has none. */
  private static Map<String, Folding> foldings(Graph network, int pixels) {
    Map<String, Folding> layers = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(network)) {
      if (!group.foldings().isEmpty()) {
        Folding folding =
            group.foldings().stream()
                .filter(f -> f.px() == pixels)
                .min(Comparator.comparingInt(Folding::simd))
                .orElse(group.foldings().get(0));
        layers.put(group.name(), folding);
      }
    }
    return layers;
  }

  private static Design verified(String name, Graph network, int pixels) {
    Map<String, Folding> layers = foldings(network, pixels);
    FifoSizing sized =
        FifoSizing.of(Streaming.lower(network, new Schedule("board", 100, layers, Map.of())));
    Design design = Design.of(sized.graph(), name);
    Path build = TestTools.directory(name);
    DesignFiles.of(design).writeTo(build);
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, design, TestNetwork.samples(network, 4))
            .run(VerificationProgress.NONE);
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.measured()).isEqualTo(result.predicted());
    return design;
  }

  /** A convolution and a pool of three pixels, the pool of six columns, and a dense layer. */
  @Test
  void aClassifierOfSeveralPixelsIsBitExactInThePredictedCycles() {
    Graph network = TestNetwork.classifier();

    Design design = verified("classifier-pixels", network, 3);

    assertThat(design.inputs().get(0).wire().type().pixels()).isEqualTo(3);
    assertThat(foldings(network, 3).values()).extracting(Folding::px).containsExactly(3, 3, 1);
  }

  /** The result leaves as its own frame, not as the folded one that the last layer works on. */
  @Test
  void aResultOfSeveralPixelsABeatIsTheNetworksOwnFrame() {
    Design design = verified("block-pixels", TestNetwork.pooledBlock(), 7);

    assertThat(List.of(design.inputs().get(0), design.outputs().get(0)))
        .allMatch(port -> port.wire().type().pixels() == 7 && port.wire().type().width() == 7);
  }
}
