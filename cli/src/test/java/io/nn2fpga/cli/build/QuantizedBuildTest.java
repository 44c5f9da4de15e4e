package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models that came quantized, from their files to verified designs for a zcu104. */
class QuantizedBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path KWS = ROOT.resolve("examples/kws-int8");
  private static final int SAMPLES = 2;

  private static Path folder(String name) {
    return Path.of("target/quantized-builds", name).toAbsolutePath();
  }

  /** Builds, and holds that everything is equal in the predicted cycles. */
  private static Report built(Path model, String name, Path samples) throws IOException {
    List<String> args = new ArrayList<>(List.of("build", model.toString(), "--no-synthesis"));
    args.addAll(List.of("--name", name, "--board", "zcu104", "--test", samples.toString()));
    args.addAll(List.of("--samples", "" + SAMPLES, "--output", folder(name).toString()));
    CommandLineRun run = CommandLineRun.of(System.getenv(), ROOT, args.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    Report report = ReportJson.read(Files.readString(folder(name).resolve("report/report.json")));
    assertThat(report.verification())
        .isEqualTo(
            new Report.Verification(
                new Report.Check(true, SAMPLES), new Report.RtlCheck(true, SAMPLES, "loop")));
    Report.Performance performance = report.performance();
    for (Report.Cycles cycles :
        List.of(performance.cyclesPerFrame(), performance.latencyCycles())) {
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
    return report;
  }

  /** The classes that a build's driver finds with the simulated design for the first samples. */
  private static List<Integer> classes(String name, Path samples) throws IOException {
    Path work = Files.createDirectories(folder(name).resolve("sim/driver"));
    Path script =
        Files.writeString(
            work.resolve("classify.py"),
            """
            import sys
            import numpy as np
            sys.path.insert(0, sys.argv[1])
            import %1$s as design
            samples = np.load(sys.argv[2])[:%2$d]
            with design.Accelerator(transport=design.SimulationTransport()) as accelerator:
                print(samples.dtype, *accelerator.predict(samples).argmax(axis=1))
            """
                .formatted(name, SAMPLES));
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    List<String> command =
        List.of(
            python,
            script.toString(),
            folder(name).resolve("driver/python").toString(),
            samples.toString());
    String printed =
        new ToolRunner()
            .run(
                ToolCommand.of("classify", command, work, Duration.ofMinutes(2))
                    .withEnvironment(Map.of("PYTHONDONTWRITEBYTECODE", "1")))
            .stdout()
            .strip();
    List<String> words = List.of(printed.split(" "));
    assertThat(words.get(0)).isEqualTo("int8");
    return words.stream().skip(1).map(Integer::valueOf).toList();
  }

  @Test
  void tfliteKeywordSpottingTakesItsCodesFromFileToSimulatedDesign() throws IOException {
    Path input = KWS.resolve("golden_input.npy");
    Report report = built(KWS.resolve("model.tflite"), "kws_int8", input);
    assertThat(report.model().parameters()).isEqualTo(22_604);
    assertThat(report.model().hostTail()).containsExactly("softmax");
    NpyArray golden = NpyFile.read(KWS.resolve("golden_output_xnnpack.npy"));
    TensorType outputs = TensorType.of(FloatElement.F32, 12);
    assertThat(classes("kws_int8", input))
        .containsExactlyElementsOf(
            IntStream.range(0, SAMPLES)
                .mapToObj(i -> OutputEncoding.top1(new FloatTensor(outputs, golden.floats(i))))
                .toList());
  }

  @Test
  @Tag("shared")
  void qonnxNetworkOfTwoLayersIsBuiltFromTestSamplesAlone() throws IOException {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    Path folder = Path.of(shared, "models/qonnx-two-layers");
    Report report =
        built(folder.resolve("model.onnx"), "qonnx_two_layers", folder.resolve("input.npy"));
    assertThat(report.model().parameters()).isEqualTo(608);
    assertThat(Objects.requireNonNull(report.accuracy()).agreement()).isOne();
    assertThat(report.layers()).extracting(Report.Layer::weightBits).contains(8, 4);
  }
}
