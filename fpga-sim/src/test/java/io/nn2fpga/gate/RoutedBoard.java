package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.pnr.BoardTop;
import io.nn2fpga.pnr.FlowTools;
import io.nn2fpga.pnr.PlaceAndRoute;
import io.nn2fpga.pnr.RoutedDesign;
import io.nn2fpga.pnr.WholeSynthesis;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
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

/** A small network, placed and routed for a board. */
final class RoutedBoard {
  private final Board board;
  private final Graph network;
  private final TensorType model;
  private final TensorType classes;
  private final Design design;
  private final DesignFiles sources;
  private final Path build;
  private final String bitstream;

  /**
   * A dense layer of 16 inputs and 5 outputs that is not routed yet.
   *
   * @param fold place among its foldings, from 0 (one multiplier) to 1
   */
  RoutedBoard(String name, double fold) {
    this(
        Boards.find(name),
        TestNetwork.tiny(),
        TestNetwork.flow(TestNetwork.tiny(), 1, fold),
        TensorType.of(FloatElement.F32, 16, 1, 1),
        TensorType.of(FloatElement.F32, 5));
  }

  private RoutedBoard(
      Board board, Graph network, Graph flow, TensorType model, TensorType classes) {
    this.board = board;
    this.network = network;
    this.model = model;
    this.classes = classes;
    String id = "gates_" + board.name().replace('-', '_') + "_" + classes.shape().get(0);
    design = Design.of(flow, id);
    build = TestTools.directory(id).toAbsolutePath();
    sources = DesignFiles.of(design);
    bitstream = "bitstream/" + id + "." + FlowTools.of(board).extension();
  }

  /** An iCEBreaker with two layers whose weights are in SPRAM, and their image. */
  static RoutedBoard withSpram() throws IOException {
    Graph network = TestNetwork.classifier();
    RoutedBoard board =
        new RoutedBoard(
            Boards.find("icebreaker"),
            network,
            TestNetwork.spramFlow(network),
            TensorType.of(FloatElement.F32, 3, 8, 6),
            TensorType.of(FloatElement.F32, 10));
    Path image = board.build.resolve(FlashImage.FILE);
    Files.createDirectories(Objects.requireNonNull(image.getParent()));
    Files.write(
        image,
        Objects.requireNonNull(FlashImage.of(board.design, board.sources.hash(), board.board))
            .bytes());
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
    InputEncoding input =
        InputEncoding.ofRawBytes(ModelInput.channelsFirst(model), Preprocessing.NONE);
    OutputEncoding output =
        new OutputEncoding(
            "y", classes, classes, new Encoding(1, 0, IntegerElement.unsigned(8)), List.of());
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
    return new GateCheck(TestTools.toolbox(), board, build, "-O1");
  }
}
