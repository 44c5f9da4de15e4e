package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.pnr.BoardTop;
import io.nn2fpga.pnr.FlowTools;
import io.nn2fpga.pnr.PlaceAndRoute;
import io.nn2fpga.pnr.RoutedDesign;
import io.nn2fpga.pnr.WholeSynthesis;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.shell.FlashImage;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.TestNetwork;
import io.nn2fpga.sim.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** A dense layer of 16 inputs and 5 outputs, placed and routed for a board. */
final class RoutedBoard {
  private final Board board;
  private final Graph network = TestNetwork.tiny();
  private final Design design;
  private final DesignFiles sources;
  private final Path build;
  private final String bitstream;

  /**
   * A network that is not routed yet.
   *
   * @param fold place among its foldings, from 0 (one multiplier) to 1
   */
  RoutedBoard(String name, double fold) {
    this(name, "", TestNetwork.flow(TestNetwork.tiny(), 1, fold));
  }

  private RoutedBoard(String name, String form, Graph flow) {
    board = Boards.find(name);
    String id = "gates_" + name.replace('-', '_') + form;
    design = Design.of(flow, id);
    build = TestTools.directory(id).toAbsolutePath();
    sources = DesignFiles.of(design);
    bitstream = "bitstream/" + id + "." + FlowTools.of(board).extension();
  }

  /** An iCEBreaker whose weights are in SPRAM, with their image for the flash. */
  static RoutedBoard withSpram() throws IOException {
    RoutedBoard board =
        new RoutedBoard("icebreaker", "_spram", TestNetwork.spramFlow(TestNetwork.tiny()));
    FlashImage image = FlashImage.of(board.design, board.sources.hash(), board.board);
    Files.createDirectories(board.build.resolve("bitstream"));
    Files.write(board.build.resolve(FlashImage.FILE), Objects.requireNonNull(image).bytes());
    return board;
  }

  /** Runs the flow. */
  RoutedBoard route() {
    BoardTop.Writer writer = this::write;
    PlaceAndRoute flow = new PlaceAndRoute(TestTools.toolbox(), board, build, p -> {}, 2);
    RoutedDesign routed = flow.route(design, writer.write(board.clockMhz()));
    if (!routed.met()) {
      routed = flow.lowered(design, routed, writer);
    }
    assertThat(flow.finish(routed, design.name())).isEqualTo(bitstream);
    return this;
  }

  /** Runs synthesis alone. */
  RoutedBoard synthesize() throws IOException {
    Path directory = Files.createDirectories(build.resolve("pnr/synthesis"));
    WholeSynthesis.run(TestTools.toolbox(), board.family(), write(board.clockMhz()), directory);
    Files.copy(
        directory.resolve("synth.json"),
        build.resolve("pnr/synth.json"),
        StandardCopyOption.REPLACE_EXISTING);
    return this;
  }

  private BoardTop write(double mhz) {
    InputEncoding input = TestNetwork.rawBytes(16, 1, 1);
    OutputEncoding output = TestNetwork.codes(5);
    sources.with(BoardFiles.of(design, sources, board, mhz, input, output)).writeTo(build);
    return BoardTop.read(build);
  }

  Board board() {
    return board;
  }

  String top() {
    return BoardFiles.top(design.name());
  }

  Design design() {
    return design;
  }

  String hash() {
    return sources.hash();
  }

  Path build() {
    return build;
  }

  String bitstream() {
    return bitstream;
  }

  List<Sample> samples(int count) {
    return TestNetwork.samples(network, count);
  }

  Conversation conversation(int samples) {
    return new Conversation(design, check().pins(), samples(samples));
  }

  GateCheck check() {
    return new GateCheck(TestTools.toolbox(), board, build);
  }

  /**
   * A check.
   *
   * @param optimization g++'s, for its models
   */
  GateCheck check(String optimization) {
    return new GateCheck(TestTools.toolbox(), board, build, optimization);
  }
}
