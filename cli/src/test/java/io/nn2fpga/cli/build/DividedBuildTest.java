package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.ModelCodes;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks of which the host computes parts, from their files to the driver's answers: the design
 * is simulated, the parts run in the Python package onnxruntime of the interpreter that {@code
 * NN2FPGA_ONNXRUNTIME_PYTHON} names.
 */
class DividedBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path ATTENTION = ROOT.resolve("examples/attention-digits");
  private static final int SAMPLES = 3;

  private static Path folder(String name) {
    return Path.of("target/divided-builds", name).toAbsolutePath();
  }

  private static Report built(String name, String... arguments) throws IOException {
    return builtFor("zcu104", 5000, name, arguments);
  }

  /** Builds, and holds that everything is equal. */
  private static Report builtFor(String board, int rate, String name, String... arguments)
      throws IOException {
    List<String> args = new ArrayList<>(List.of("build", "--no-synthesis", "--name", name));
    args.addAll(List.of("--board", board, "--vivado", "none", "--vitis-hls", "none"));
    args.addAll(List.of("--target-fps", "" + rate, "--samples", "" + SAMPLES));
    args.addAll(List.of("--output", folder(name).toString()));
    args.addAll(List.of(arguments));
    CommandLineRun run = CommandLineRun.of(System.getenv(), ROOT, args.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .containsPattern("quantize .*; the host computes .* \\([0-9.]+ % of the MACs\\)\n")
        .containsPattern("host .*host_(head|tail).onnx: [0-9]+ nodes; ");
    Report report = ReportJson.read(Files.readString(folder(name).resolve("report/report.json")));
    assertThat(report.verification().rtl()).isEqualTo(new Report.RtlCheck(true, SAMPLES, "loop"));
    return report;
  }

  /** What a build's driver answers for the first samples of a file, or the error that it raises. */
  private static JsonNode predicted(String name, Path samples, String interpreter)
      throws IOException {
    Path work = Files.createDirectories(folder(name).resolve("sim/driver"));
    Path script =
        Files.writeString(
            work.resolve("predict.py"),
            """
            import json
            import sys
            import numpy as np
            sys.path.insert(0, sys.argv[1])
            import %1$s as design
            samples = np.load(sys.argv[2])[:%2$d]
            with design.Accelerator(transport=design.SimulationTransport()) as accelerator:
                try:
                    all = accelerator.predict(samples)
                    one = accelerator.predict(samples[1])
                    assert np.array_equal(all[1], one), (all[1], one)
                    print(json.dumps(all.reshape(len(all), -1).tolist()))
                except design.AcceleratorError as error:
                    print(json.dumps(str(error)))
            """
                .formatted(name, SAMPLES));
    String python = System.getenv().getOrDefault(interpreter, "python3");
    List<String> command =
        List.of(
            python,
            script.toString(),
            folder(name).resolve("driver/python").toString(),
            samples.toString());
    String printed =
        new ToolRunner()
            .run(
                ToolCommand.of("predict", command, work, Duration.ofMinutes(2))
                    .withEnvironment(Map.of("PYTHONDONTWRITEBYTECODE", "1")))
            .stdout();
    return new ObjectMapper().readTree(printed);
  }

  private static JsonNode predicted(String name, Path samples) throws IOException {
    return predicted(name, samples, "NN2FPGA_ONNXRUNTIME_PYTHON");
  }

  /** The integer network with the host's parts by the reference. */
  private static List<float[]> reference(Project project, Path samples) {
    BuildRequest request = BuildRequest.of(project);
    try (StageLog log = new StageLog(new PrintWriter(Writer.nullWriter()), false)) {
      BuildOptions options = BuildOptions.verifiedOnly("", folder("cache"));
      Toolbox tools = new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());
      QuantizedModel model =
          new BuildPipeline(tools, log, "test", options).quantize(request).model();
      NpyArray array = NpyFile.read(samples);
      IntegerExecutor integers = new IntegerExecutor(model.graph());
      List<float[]> results = new ArrayList<>();
      for (int i = 0; i < SAMPLES; i++) {
        FloatTensor sample = array.tensor(i);
        IntTensor codes = integers.runOutput(model.codes(sample));
        results.add(NnInterpreter.numbers(model.result(sample, codes)).data());
      }
      return results;
    }
  }

  private static void requireClose(JsonNode got, List<float[]> wanted, double tolerance) {
    assertThat(got.size()).isEqualTo(SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      assertThat(got.get(i).size()).isEqualTo(wanted.get(i).length);
      for (int k = 0; k < wanted.get(i).length; k++) {
        assertThat(got.get(i).get(k).asDouble())
            .as("output %d of sample %d", k, i)
            .isCloseTo(wanted.get(i)[k], Offset.offset(tolerance));
      }
    }
  }

  private static List<float[]> golden(Path file) {
    NpyArray array = NpyFile.read(file);
    List<float[]> golden = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      golden.add(array.floats(i));
    }
    return golden;
  }

  @Test
  void attentionRunsOnTheHostBetweenConvolutionsAndTheAnswer() throws IOException {
    Path projectFile = ATTENTION.resolve("nn2fpga.yaml");
    Path samples = ATTENTION.resolve("golden_input.npy");
    Report report =
        builtFor("ulx3s-85f", 1000, "attention_digits", "--project", projectFile.toString());
    Report.Partition partition = Objects.requireNonNull(report.partition());
    assertThat(partition.hostMacs()).isEqualTo(122_304);
    assertThat(partition.acceleratorMacs()).isEqualTo(282_240).isEqualTo(report.model().macs());
    assertThat(partition.input())
        .isEqualTo(new Report.Cut("standardized", List.of(1, 28, 28), 8, 784));
    assertThat(partition.output()).isEqualTo(new Report.Cut("pooled2", List.of(16, 7, 7), 8, 784));
    assertThat(partition.host())
        .contains(
            new Report.HostNode(
                "values", "mat-mul", "behind", 12_544, "'mat-mul' has no hardware form"));
    Report.Accuracy accuracy = Objects.requireNonNull(report.accuracy());
    // of the whole network's answers, of which all but 8 in 1,000 are right before quantization
    assertThat(Objects.requireNonNull(accuracy.integer()).top1()).isGreaterThan(0.98);
    assertThat(accuracy.agreement()).isGreaterThan(0.99);
    JsonNode got = predicted("attention_digits", samples);
    requireClose(got, reference(ProjectReader.read(projectFile), samples), 1e-4);
    // logits of a range of 22
    requireClose(got, golden(ATTENTION.resolve("golden_output.npy")), 0.25);
    assertThat(predicted("attention_digits", samples, "NN2FPGA_PYTHON").asText())
        .matches(
            "the host computes a part of this network, host_head.onnx, by the Python package"
                + " onnxruntime, which is not installed: .*python3? -m pip install onnxruntime");
    requireClose(got, throughPins("attention_digits", samples), 0);
  }

  /** What {@code nn2fpga run} gives for the board's top level, simulated from pin to pin. */
  private static List<float[]> throughPins(String name, Path samples) throws IOException {
    Path output = folder(name).resolve("sim/answers.npy");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(
        "NN2FPGA_PYTHON",
        Objects.requireNonNull(environment.get("NN2FPGA_ONNXRUNTIME_PYTHON"), "ONNX Runtime"));
    CommandLineRun run =
        CommandLineRun.of(
            environment,
            ROOT,
            "run",
            folder(name).toString(),
            "--input=" + samples,
            "--samples=" + SAMPLES,
            "--output=" + output,
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode answer = new ObjectMapper().readTree(run.out());
    assertThat(answer.path("clock").asText()).isEqualTo("simulated");
    assertThat(answer.path("faults")).isEmpty();
    // the bytes of the cut, not of the image as the model takes it
    assertThat(answer.path("simulator").path("toBoard").asInt())
        .isBetween(SAMPLES * 784, 2 * SAMPLES * 784);
    return golden(output);
  }

  @Test
  void cutsOfAFileAreTaken() throws IOException {
    Path projectFile = ATTENTION.resolve("nn2fpga.yaml");
    Path samples = ATTENTION.resolve("golden_input.npy");
    Path file = Files.createDirectories(folder("cuts")).resolve("partition.yaml");
    Files.writeString(file, "accelerator:\n  input: pooled1\n  output: active2\n");
    Report report =
        built("cut_digits", "--project", projectFile.toString(), "--partition", file.toString());
    Report.Partition partition = Objects.requireNonNull(report.partition());
    assertThat(partition.acceleratorMacs()).isEqualTo(225_792);
    assertThat(partition.output().bytes()).isEqualTo(16 * 14 * 14);
    JsonNode got = predicted("cut_digits", samples);
    requireClose(got, golden(ATTENTION.resolve("golden_output.npy")), 0.25);
  }

  @ParameterizedTest
  @CsvSource({"qonnx-jet-tagging, model.onnx", "keras-qkeras-jet-tagging, model.json"})
  @Tag("shared")
  void theFirstLayerOfJetTaggingRunsOnTheHost(String model, String file) throws IOException {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    Path folder = Path.of(shared, "models", model);
    Path samples = folder.resolve("input.npy");
    String name = model.replace('-', '_');
    built(name, folder.resolve(file).toString(), "--test", samples.toString());
    requireClose(predicted(name, samples), golden(folder.resolve("output.npy")), 1e-5);
  }

  @Test
  @Tag("shared")
  void aQuantizedTfliteModelCutInThreeAnswersWithLiteRtsCodes() throws IOException {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    Path folder = Path.of(shared, "models/mlperf-ad-int8");
    Path cuts = Files.createDirectories(folder("anomaly_cuts")).resolve("partition.yaml");
    Files.writeString(
        cuts,
        """
        accelerator:
          input: "functional_1/activation_3/Relu;functional_1/dense_3/BiasAdd"
          output: "functional_1/activation_5/Relu;functional_1/dense_5/BiasAdd"
        """);
    Path file = folder.resolve("model.tflite");
    Path codes = folder.resolve("input.npy");
    Report report =
        built("anomaly", file.toString(), "--partition", cuts.toString(), "--test", "" + codes);
    assertThat(Objects.requireNonNull(report.partition()).acceleratorMacs()).isEqualTo(2_048);

    Graph graph = ModelFile.read(file, ReadOptions.DEFAULT).graph();
    CodeGrid output = Objects.requireNonNull(ModelCodes.ofOutput(graph));
    List<float[]> wanted = golden(folder.resolve("output_tflite_xnnpack.npy"));
    wanted.forEach(numbers -> toNumbers(numbers, output));
    requireClose(predicted("anomaly", codes), wanted, 0);

    CodeGrid input = Objects.requireNonNull(ModelCodes.ofInput(graph));
    List<float[]> samples = golden(codes);
    int size = samples.get(0).length;
    float[] all = new float[SAMPLES * size];
    for (int i = 0; i < SAMPLES; i++) {
      toNumbers(samples.get(i), input);
      System.arraycopy(samples.get(i), 0, all, i * size, size);
    }
    Path numbers = cuts.resolveSibling("numbers.npy");
    NpyFile.write(numbers, NpyArray.ofFloats(all, SAMPLES, size));
    requireClose(predicted("anomaly", numbers), wanted, 0);
  }

  private static void toNumbers(float[] codes, CodeGrid grid) {
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (float) ((double) grid.scale() * (codes[i] - grid.zeroPoint()));
    }
  }
}
