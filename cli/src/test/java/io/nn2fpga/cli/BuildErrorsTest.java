package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One test a mistake that a user can make with `build` and `init`; each checks the whole message.
 */
class BuildErrorsTest {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
  private static final Path MODEL = EXAMPLES.resolve("mnist-mlp/model.onnx");

  @TempDir Path folder;

  @BeforeEach
  void copyModel() throws IOException {
    Files.copy(MODEL, folder.resolve("mlp.onnx"));
    floats("x.npy", 8, 1, 28, 28);
    NpyFile.write(folder.resolve("y.npy"), NpyArray.ofInts(new int[8], 8));
  }

  private void floats(String name, int... shape) throws IOException {
    int size =
        Stream.of(shape).mapToInt(s -> java.util.Arrays.stream(s).reduce(1, (a, b) -> a * b)).sum();
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      data[i] = (i * 37 % 101) / 101f;
    }
    NpyFile.write(folder.resolve(name), NpyArray.ofFloats(data, shape));
  }

  private CommandLineRun run(Map<String, String> environment, String... args) {
    return CommandLineRun.of(environment, folder, args);
  }

  private CommandLineRun build(String... options) {
    List<String> args = new ArrayList<>(List.of("build", "mlp.onnx", "--no-synthesis"));
    args.addAll(List.of(options));
    return run(System.getenv(), args.toArray(String[]::new));
  }

  private void assertFails(CommandLineRun run, int exitCode, String message) throws IOException {
    assertThat(run.err().replace(folder + "/", "")).isEqualTo(message.strip() + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertNothingLeft();
  }

  private void assertNothingLeft() throws IOException {
    Path builds = folder.resolve("build");
    if (Files.exists(builds)) {
      try (Stream<Path> left = Files.list(builds)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void noYosys() throws IOException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("NN2FPGA_YOSYS", folder.resolve("yosys").toString());
    assertFails(
        run(environment, "build", "mlp.onnx", "--board", "zcu104", "--calibrate", "x.npy"),
        3,
        """
        error[tool-missing]: NN2FPGA_YOSYS names 'yosys', which is not an executable file
          hint: correct the variable, or unset it to search PATH for yosys, or build with --no-synthesis
        """);
  }

  @Test
  void nothingNamedInAFolderWithoutAProjectFile() throws IOException {
    assertFails(
        run(System.getenv(), "build"),
        1,
        """
        error[file-not-found]: no project file 'nn2fpga.yaml'
          hint: name a model, as in './nn2fpga build MODEL.onnx --board zcu104', or write a project file with './nn2fpga init MODEL.onnx'
        """);
  }

  @Test
  void everythingThatIsMissingIsListedTogether() throws IOException {
    assertFails(
        build("--labels", "y.npy"),
        1,
        """
        error[project-file]: no board given
          hint: name one: --board zcu104; known: %s
        error[project-file]: no calibration data given
          hint: give typical inputs, from which the activations' ranges are taken: --calibrate X.npy, or 'calibration: {data: X.npy}'
        error[project-file]: no test data given
          hint: labels alone say nothing: add --test X.npy
        """
            .formatted(String.join(", ", io.nn2fpga.boards.Boards.names())));
  }

  @Test
  void anUnknownBoardNamesTheNearest() throws IOException {
    assertFails(
        build("--board", "zcu14", "--calibrate", "x.npy"),
        1,
        """
        error[unknown-board]: no board 'zcu14' is described
          hint: did you mean 'zcu104'? known: %s; or give the file of your own board
        """
            .formatted(String.join(", ", io.nn2fpga.boards.Boards.names())));
  }

  @Test
  void aBoardFileOfOnesOwnThatIsMissing() throws IOException {
    assertFails(
        build("--board", folder.resolve("mine.json").toString(), "--calibrate", "x.npy"),
        1,
        """
        error[file-not-found]: the board's file cannot be read
          at mine.json
          hint: give a readable JSON file, or one of: %s
        """
            .formatted(String.join(", ", io.nn2fpga.boards.Boards.names())));
  }

  @Test
  void dataOfTheWrongShape() throws IOException {
    floats("flat.npy", 4, 784);
    assertFails(
        build("--board", "zcu104", "--calibrate", "flat.npy"),
        1,
        """
        error[data-shape]: data of shape [4, 784], but samples of shape [1, 28, 28] are needed
          at flat.npy
          hint: axis 0 counts samples: the file's shape should be [N, 1, 28, 28]
        """);
  }

  @Test
  void wholeNumbersWithoutPreprocessing() throws IOException {
    NpyFile.write(folder.resolve("raw.npy"), NpyArray.ofBytes(new byte[784], 1, 1, 28, 28));
    assertFails(
        build("--board", "zcu104", "--calibrate", "raw.npy"),
        1,
        """
        error[data-type]: whole numbers (u1) for a model that takes f32, and no preprocessing is given
          at raw.npy
          hint: say how they become the model's input: 'preprocess' in nn2fpga.yaml, or --scale, for example --scale 0.00392156862745098 (1/255) for images
        """);
  }

  @Test
  void rawDataThatAreNoBytes() throws IOException {
    int[] wide = new int[2 * 784];
    wide[784 + 5] = 256;
    NpyFile.write(folder.resolve("wide.npy"), NpyArray.ofInts(wide, 2, 1, 28, 28));
    assertFails(
        build("--board", "zcu104", "--calibrate", "wide.npy", "--scale", "0.00390625"),
        1,
        """
        error[data-type]: raw data with the number 256.0 in sample 1, which is no byte
          at wide.npy
          hint: raw data are whole numbers from 0 to 255; preprocess others yourself, and save what the model takes as floats
        """);
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        model: mlp.onnx
        board: zcu104
        calibration: {data: x.npy}
        preprocess: {scale: 0.00390625, floats: raw}
        """);
    assertFails(
        run(System.getenv(), "build"),
        1,
        """
        error[data-type]: raw data with the number 0.36633664 in sample 0, which is no byte
          at x.npy
          hint: raw data are whole numbers from 0 to 255; preprocess others yourself, and save what the model takes as floats
        """);
  }

  @Test
  void labelsOfAnotherNumberOfSamples() throws IOException {
    NpyFile.write(folder.resolve("few.npy"), NpyArray.ofInts(new int[3], 3));
    assertFails(
        build(
            "--board", "zcu104", "--calibrate", "x.npy", "--test", "x.npy", "--labels", "few.npy"),
        1,
        """
        error[data-shape]: labels of shape [3] for 8 test samples
          at few.npy
          hint: one class number a sample is needed: shape [8]
        """);
  }

  @Test
  void labelsThatAreNoClassesOfTheModel() throws IOException {
    NpyFile.write(
        folder.resolve("high.npy"), NpyArray.ofInts(new int[] {0, 1, 2, 3, 4, 5, 6, 10}, 8));
    assertFails(
        build(
            "--board", "zcu104", "--calibrate", "x.npy", "--test", "x.npy", "--labels", "high.npy"),
        1,
        """
        error[data-shape]: label 10 of sample 7, but the model has 10 classes
          at high.npy
          hint: labels are class numbers, 0 to 9
        """);
  }

  @Test
  void labelsThatAreNotIntegers() throws IOException {
    floats("soft.npy", 8);
    assertFails(
        build(
            "--board", "zcu104", "--calibrate", "x.npy", "--test", "x.npy", "--labels", "soft.npy"),
        1,
        """
        error[data-type]: labels of type f4
          at soft.npy
          hint: labels are class numbers: an array of integers
        """);
  }

  @Test
  void preprocessingOfAnotherNumberOfChannels() throws IOException {
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        model: mlp.onnx
        board: zcu104
        calibration: {data: x.npy}
        preprocess: {mean: [0.1, 0.2, 0.3]}
        """);
    assertFails(
        run(System.getenv(), "build"),
        1,
        """
        error[project-file]: 'preprocess' has 3 entries in mean or std, but the model's input f32[1,28,28] has 1 channels
          hint: give one value, or one a channel
        """);
  }

  @Test
  void bitsThatNoLayerCanHave() throws IOException {
    assertFails(
        build("--board", "zcu104", "--calibrate", "x.npy", "--bits", "9", "--weight-bits", "1"),
        1,
        """
        error[project-file]: 'bits.weights' is 1
          at the command line
          hint: it is 2 to 8
        error[project-file]: 'bits.activations' is 9
          at the command line
          hint: it is 2 to 8
        """);
  }

  @Test
  void bitsOfLayersThatThereAreNot() throws IOException {
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        model: mlp.onnx
        board: zcu104
        calibration: {data: x.npy}
        bits:
          layers:
            fc1/Gemm: {weights: 4}
            /Relu: {activations: 4}
        """);
    assertFails(
        run(System.getenv(), "build"),
        1,
        """
        error[project-file]: no layer 'fc1/Gemm'
          at 'bits.layers' of the project
          hint: did you mean '/fc1/Gemm'? layers: /fc1/Gemm, /fc2/Gemm, /fc3/Gemm
        error[project-file]: '/Relu' has no bits of its own: it is part of layer '/fc1/Gemm'
          at 'bits.layers' of the project
          hint: give the activations of '/fc1/Gemm'
        """);
  }

  @Test
  void bitsBesideAQuantizationFile() throws IOException {
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        model: mlp.onnx
        board: zcu104
        calibration: {data: x.npy}
        bits: {weights: 4}
        quantization: quantization.yaml
        """);
    assertFails(
        run(System.getenv(), "build"),
        1,
        """
        error[project-file]: 'quantization' and 'bits' exclude each other
          at nn2fpga.yaml
          hint: keep one of the two
        """);
  }

  @Test
  void aMissingToolStopsTheBuildBeforeAnythingElse() throws IOException {
    assertFails(
        run(
            Map.of("PATH", "/nowhere"),
            "build",
            "mlp.onnx",
            "--board",
            "zcu104",
            "--calibrate",
            "x.npy"),
        3,
        """
        error[tool-missing]: g++ is not installed; it compiles the simulators and the HLS C++
          hint: apt-get install --no-install-recommends g++, or set NN2FPGA_GXX=PATH
        """);
  }

  @Test
  void anOutputThatIsNotABuildDirectoryIsLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    Files.writeString(folder.resolve("photos/cat.txt"), "cat");
    assertFails(
        build("--board", "zcu104", "--calibrate", "x.npy", "--output", "photos"),
        1,
        """
        error[file-not-writable]: 'photos' exists and is not a build directory
          hint: name another folder with --output, or remove this one
        """);
    assertThat(folder.resolve("photos/cat.txt")).hasContent("cat");
  }

  @Test
  void aRateThatNoFoldingReaches() throws IOException {
    assertFails(
        build("--board", "zcu104", "--calibrate", "x.npy", "--target-fps", "1e8"),
        1,
        """
        error[target-unreachable]: 100000000 frames a second at 200 MHz cannot be reached: 492981 LUT needed, 230400 allowed; 600267 FF needed, 460800 allowed; 26325 DSP needed, 1728 allowed at 100 % of the board
          hint: the nearest that works is --target-fps 6250000
        """);
  }

  @Test
  void aNetworkThatDoesNotFit() throws IOException {
    assertFails(
        build("--board", "pynq-z2", "--calibrate", "x.npy", "--utilization", "0.01"),
        1,
        """
        error[does-not-fit]: the network does not fit 1 % of pynq-z2: 1140 LUT needed, 532 allowed; 1697 FF needed, 1064 allowed; 15 DSP needed, 2 allowed; 13 BRAM36 needed, 1.4 allowed
          hint: the smallest folding fits with --utilization 0.10
        """);
  }

  @Test
  void initDoesNotReplaceAProjectFile() throws IOException {
    Files.writeString(folder.resolve("nn2fpga.yaml"), "name: mine\n");
    assertFails(
        run(System.getenv(), "init", "mlp.onnx"),
        1,
        """
        error[project-file]: nn2fpga.yaml exists already
          at nn2fpga.yaml
          hint: edit it, or replace it with --force
        """);
    assertThat(folder.resolve("nn2fpga.yaml")).hasContent("name: mine");
  }
}
