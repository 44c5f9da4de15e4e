package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.rtl.LoadedMemory;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.shell.FlashImage;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole start of an iCEBreaker whose weights are in SPRAM: the flash is read, the memories are
 * filled, and the Python driver at the pins gets the reference's results, or is told why not.
 */
class FlashStartTest {
  private static final String DESIGN = "flash_start";
  private static final int CLOCK_MHZ = 24;
  private static final int FRAMES = 6;

  private static byte[] image = {};

  @BeforeAll
  static void generate() throws IOException {
    Graph network = TestNetwork.classifier();
    Design design = Design.of(TestNetwork.spramFlow(network), DESIGN);
    // Memories of several blocks, and a second one behind the first.
    assertThat(LoadedMemory.of(design)).extracting(LoadedMemory::blocks).containsExactly(2, 2);
    InputEncoding input = TestNetwork.rawBytes(3, 8, 6);
    OutputEncoding output = TestNetwork.codes(10);
    DesignFiles sources = DesignFiles.of(design);
    Board board = Boards.find("icebreaker");
    sources
        .with(BoardFiles.of(design, sources, board, CLOCK_MHZ, input, output))
        .with(DriverFiles.of(design, input, output, sources.hash()))
        .writeTo(build());
    image = Objects.requireNonNull(FlashImage.of(design, sources.hash(), board)).bytes();
    Files.createDirectories(build().resolve("bitstream"));
    Files.write(build().resolve(FlashImage.FILE), image);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Sample sample : TestNetwork.samples(network, FRAMES)) {
      addBytes(frames, sample.input());
      addBytes(expected, sample.output());
    }
    Files.write(build().resolve("frames.bin"), frames.toByteArray());
    Files.write(build().resolve("expected.bin"), expected.toByteArray());
    copy("pins/flash_tests.py", "flash_tests.py");
    copy("/io/nn2fpga/gate/ice40.v", "ice40.v");
    PinSimulation simulation =
        PinSimulation.ofBuild(TestTools.toolbox(), build(), build().resolve("sim/pins"));
    simulation.verilate();
    simulation.compile();
  }

  private static void copy(String resource, String file) throws IOException {
    try (InputStream in = FlashStartTest.class.getResourceAsStream(resource)) {
      Files.write(build().resolve(file), Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static Path build() {
    return TestTools.directory(DESIGN).toAbsolutePath();
  }

  private static void addBytes(ByteArrayOutputStream out, IntTensor tensor) {
    for (int code : tensor.data()) {
      out.write(code);
    }
  }

  private static void passes(String test, Map<String, String> environment) {
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    List<String> command =
        List.of(
            python,
            "flash_tests.py",
            build().resolve("driver/python").toString(),
            DESIGN,
            "FlashTest.test_" + test);
    ToolResult result =
        TestTools.toolbox()
            .runner()
            .attempt(
                ToolCommand.of(test, command, build(), Duration.ofMinutes(10))
                    .withEnvironment(environment));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stderr()).contains("Ran 1 test");
  }

  private static void refuses(String name, byte[] flash) throws IOException {
    Path file = build().resolve(name + ".bin");
    Files.write(file, flash);
    passes("refused", Map.of("FLASH", file.toString()));
  }

  @Test
  void worksAsTheReferenceDoesWhenItsWeightsAreThere() {
    passes("works", Map.of());
  }

  @Test
  void doesNotStartWithOneBitFlipped() throws IOException {
    for (int place : new int[] {20, image.length / 2, image.length - 6, image.length - 1}) {
      byte[] flipped = image.clone();
      flipped[place] ^= 0x10;
      refuses("flipped", flipped);
    }
  }

  @Test
  void doesNotStartWithTheWeightsOfAnotherBuild() throws IOException {
    byte[] other = image.clone();
    other[8] ^= 1; // of the design's hash
    CRC32 crc = new CRC32();
    crc.update(other, 0, other.length - 4);
    for (int i = 0; i < 4; i++) {
      other[other.length - 4 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    refuses("other", other);
  }

  @Test
  void doesNotStartWithAnErasedFlashOrHalfAnImage() throws IOException {
    refuses("erased", new byte[0]);
    refuses("half", Arrays.copyOf(image, image.length / 2));
  }

  /** What Yosys reads: the primitives, here by the model that checks of netlists have. */
  @Test
  void worksWithThePrimitives() {
    Path work = build().resolve("sim/primitives");
    PinSimulation simulation =
        new PinSimulation(
            TestTools.toolbox(),
            work,
            BoardPins.read(build().resolve("board/board.json")),
            List.of(
                "+define+NN2FPGA_SIMULATION_CLOCK+YOSYS",
                "-F",
                "../../board/files.f",
                "../../ice40.v"));
    simulation.verilate();
    simulation.compile();
    passes("works", Map.of("PIN_SIMULATOR", simulation.executable().toString()));
  }
}
