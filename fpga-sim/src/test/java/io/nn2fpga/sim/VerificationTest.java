package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.skid.SkidKernel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private static final StreamType STREAM = new StreamType(3, 5, 7, IntegerElement.signed(6), 2, 3);

  private static Design queues() {
    Graph.Builder builder = Graph.builder("queues", Level.FLOW);
    builder.input("x", STREAM);
    builder.node("layer/fifo", new FifoKernel(3), List.of("x"), "layer");
    builder.node("layer/skid", new SkidKernel(), List.of("layer/fifo"), "layer");
    builder.output("layer/skid");
    return Design.of(builder.build(), "queues");
  }

  private static List<Sample> samples(int count) {
    Random random = new Random(5);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] data = random.ints(STREAM.frame().size(), -32, 32).toArray();
      IntTensor frame = new IntTensor(STREAM.frame(), data);
      samples.add(new Sample(frame, frame));
    }
    return samples;
  }

  @Test
  void bothImplementationsOfQueuesAreBitExactInThePredictedCycles() {
    Path build = TestTools.directory("queues");
    DesignFiles.of(queues()).writeTo(build);
    List<String> steps = new ArrayList<>();
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, queues(), samples(2))
            .run((step, fraction) -> steps.add(step));
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.passed()).isTrue();
    assertThat(result.hls().bitExact()).isTrue();
    assertThat(result.rtl().samples()).isEqualTo(2);
    // 3 streams, 3 frames of 27 beats: the two samples are repeated until there are three frames.
    assertThat(result.rtl().beats()).isEqualTo(3 * 3 * 3 * 3 * 3);
    assertThat(result.predicted())
        .isEqualTo(new CycleTiming(2, 28, 27))
        .isEqualTo(result.measured());
    assertThat(steps).hasSize(4).first().isEqualTo("translating the Verilog");
  }

  @Test
  void refusesToVerifyNothing() {
    assertThatThrownBy(
            () ->
                new Verification(
                    TestTools.toolbox(), TestTools.directory("none"), queues(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noticesLoweringThatDiffersFromTheIntegerReference() {
    Sample sample = samples(1).get(0);
    int[] wrong = sample.output().data().clone();
    wrong[3] ^= 1;
    Sample altered = new Sample(sample.input(), new IntTensor(STREAM.frame(), wrong));
    assertThatThrownBy(
            () ->
                new Verification(
                    TestTools.toolbox(), TestTools.directory("none"), queues(), List.of(altered)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("flow graph and int graph disagree on sample 0, output 'layer/skid'");
  }
}
