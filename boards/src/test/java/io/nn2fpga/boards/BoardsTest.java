package io.nn2fpga.boards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Inventory;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoardsTest {
  @TempDir Path folder;

  static List<String> names() {
    return Boards.names();
  }

  static List<String> families() {
    return Boards.families();
  }

  @ParameterizedTest
  @MethodSource("names")
  void boardsFollowTheirSchema(String name) throws IOException {
    JsonNode file = json("boards/" + name + ".json");
    assertThat(schema("board.schema.json").validate(file)).isEmpty();
    assertThat(Boards.find(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("families")
  void familiesFollowTheirSchema(String name) throws IOException {
    JsonNode file = json("families/" + name + ".json");
    assertThat(schema("family.schema.json").validate(file)).isEmpty();
    assertThat(Boards.family(name).name()).isEqualTo(name);
  }

  @Test
  void schemasRefuseWhatIsNotDescribed() throws IOException {
    JsonNode board = new ObjectMapper().readTree("{\"name\": \"x\", \"speed\": 3}");
    assertThat(schema("board.schema.json").validate(board)).isNotEmpty();
    assertThat(schema("family.schema.json").validate(board)).isNotEmpty();
  }

  @Test
  void zcu104HasTheTotalsOfItsDataSheet() {
    Board board = Boards.find("zcu104");
    assertThat(board.resources()).isEqualTo(new Resources(230_400, 460_800, 1_728, 312, 96));
    assertThat(board.flow()).isEqualTo(Board.Flow.VIVADO);
    assertThat(board.family().name()).isEqualTo("ultrascale-plus");
  }

  @Test
  void aLinkOnTheFlashsPinsTakesTheFlashAway() {
    Board board = Boards.find("icebreaker");
    BoardIo io = Objects.requireNonNull(board.io());
    Board same = board.linkedBy(io.links().get(0));
    assertThat(same).isEqualTo(board);
    assertThat(same.family().spram()).isNotNull();

    Board spi = board.linkedBy(io.links().get(1));
    BoardIo changed = Objects.requireNonNull(spi.io());
    assertThat(changed.link().kind()).isEqualTo(BoardIo.Kind.SPI);
    assertThat(changed.links()).containsExactlyInAnyOrderElementsOf(io.links());
    assertThat(changed.flash()).isNull();
    assertThat(spi.family().spram()).isNull();
  }

  @Test
  void theMasterOfAnSpiLinkIsChecked() throws IOException {
    Path file = folder.resolve("mine.json");
    String good = json("boards/upduino3.json").toString();
    BoardIo io = Objects.requireNonNull(Boards.find("upduino3").io());
    assertThat(io.links().get(1).ftdi()).isEqualTo(new BoardIo.Ftdi("232h", 1, 4));
    Files.writeString(
        file, good.replace("\"232h\"", "\"232r\"").replace("\"chipSelect\":4", "\"chipSelect\":2"));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: 'io.links[1].ftdi.chip' is '232r'
              at FILE
              hint: did you mean '232h'? known: 232h, 2232h, 4232h
            error[malformed-file]: 'io.links[1].ftdi.chipSelect' is 2
              at FILE
              hint: it is 3 to 7"""
                .replace("FILE", file.toString()));
    assertThat(schema("board.schema.json").validate(new ObjectMapper().readTree(file.toFile())))
        .isNotEmpty();
  }

  @Test
  void anUnknownBoardGetsTheNearestName() {
    assertThatThrownBy(() -> Boards.find("zcu14"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[unknown-board]: no board 'zcu14' is described
              hint: did you mean 'zcu104'? known: NAMES; \
            or give the file of your own board"""
                .replace("NAMES", String.join(", ", Boards.names())));
  }

  @Test
  void aUsersOwnBoardIsRead() throws IOException {
    Path file = folder.resolve("mine.json");
    try (InputStream stream = Boards.class.getResourceAsStream("boards/kv260.json")) {
      Files.copy(Objects.requireNonNull(stream), file);
    }
    assertThat(Boards.load(file)).isEqualTo(Boards.find("kv260"));
  }

  @Test
  void allProblemsOfADescriptorAreReportedTogether() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(
        file,
        """
        { "name": "mine", "title": "Mine", "part": "x", "family": "series8", "clockMHz": 100,
          "resources": { "lut": -1, "ff": 10, "dsp": 1.5, "bram36": 0.5, "uram": 0 },
          "flow": "vivado" }
        """);
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: unknown key 'clockMHz'
              at FILE
              hint: did you mean 'clockMhz'? known here: name, title, part, family, resources, \
            clockMhz, flow, utilization, zynq, vitis, io, open
            error[malformed-file]: key 'clockMhz' is missing
              at FILE
            error[malformed-file]: 'family' is 'series8'
              at FILE
              hint: did you mean 'series7'? known: FAMILIES
            error[malformed-file]: 'resources.lut' is -1
              at FILE
              hint: it is a whole number of at least 0
            error[malformed-file]: 'resources.dsp' is 1.5
              at FILE
              hint: it is a whole number of at least 0
            error[malformed-file]: key 'zynq' is missing
              at FILE
              hint: a board of the flow vivado has it: boards/zcu104.json does"""
                .replace("FILE", file.toString())
                .replace("FAMILIES", String.join(", ", Boards.families())));
  }

  @Test
  void theProcessorOfAVivadoBoardIsChecked() throws IOException {
    Path file = folder.resolve("mine.json");
    String zcu104 = json("boards/zcu104.json").toString();
    Files.writeString(
        file, zcu104.replace("\"zynqmp\"", "\"zynqmpp\"").replace("boardPart", "board"));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: unknown key 'zynq.board'
              at FILE
              hint: did you mean 'zynq.boardPart'? known here: boardPart, processor
            error[malformed-file]: key 'zynq.boardPart' is missing
              at FILE
            error[malformed-file]: 'zynq.processor' is 'zynqmpp'
              at FILE
              hint: did you mean 'zynqmp'? known: zynq7, zynqmp"""
                .replace("FILE", file.toString()));
    Files.writeString(file, zcu104.replace("\"vivado\"", "\"nextpnr-ecp5\""));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessageContaining("key 'zynq' does not belong to the flow nextpnr-ecp5");
    assertThat(schema("board.schema.json").validate(new ObjectMapper().readTree(file.toFile())))
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void pinsAreWhatTheFlowCallsPins(String name) {
    Board board = Boards.find(name);
    BoardIo io = board.io();
    if (io == null) {
      return;
    }
    String ball = "[A-Z]{1,2}[0-9]{1,2}";
    String number = "[0-9]{1,2}";
    boolean numbered = board.flow() == Board.Flow.NEXTPNR_GOWIN || board.part().endsWith("SG48");
    Set<String> fixed = new HashSet<>(Set.of(io.clock().pin()));
    if (io.reset() != null) {
      assertThat(fixed.add(io.reset().pin())).isTrue();
    }
    for (BoardIo.Link link : io.links()) {
      Set<String> used = new HashSet<>(fixed);
      for (String role : link.kind().roles()) {
        assertThat(used.add(link.pin(role))).as("%s of %s", role, link.kind()).isTrue();
      }
      assertThat(used).allMatch(pin -> pin.matches(numbered ? number : ball));
    }
  }

  /** What the three packers and nextpnrs are told names the same device as the part. */
  @ParameterizedTest
  @MethodSource("names")
  void optionsNameTheDeviceOfThePart(String name) {
    Board board = Boards.find(name);
    OpenFlow open = board.open();
    if (open == null) {
      return;
    }
    List<String> device = open.device();
    switch (board.flow()) {
      case NEXTPNR_ECP5 -> {
        String size = device.get(0).replaceAll("[^0-9]", "");
        assertThat(board.part()).startsWith("LFE5U-" + size + "F-" + device.get(4));
        assertThat(device).contains("--package", "--speed");
      }
      case NEXTPNR_ICE40 ->
          assertThat(board.part().toLowerCase(Locale.ROOT))
              .isEqualTo("ice40" + device.get(0).substring(2) + "-" + device.get(2));
      case NEXTPNR_GOWIN -> {
        assertThat(device).startsWith("--device", board.part());
        assertThat(device.get(3)).isEqualTo("family=" + open.pack().get(1));
      }
      default -> throw new AssertionError(board.flow());
    }
  }

  @Test
  void aPinHasOneRole() throws IOException {
    Path file = folder.resolve("mine.json");
    String upduino = json("boards/upduino3.json").toString();
    Files.writeString(
        file,
        upduino
            .replace("\"upduino3\"", "\"My UPduino\"")
            .replace("\"ice40-up\"", "\"ecp5\"")
            .replace("\"rx\":\"15\"", "\"rx\":\"20\""));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: 'name' is 'My UPduino'
              at FILE
              hint: small letters, digits and hyphens make a name
            error[malformed-file]: 'io.links[0].pins.rx' is pin 20, and so is 'io.clock.pin'
              at FILE
              hint: each has a pin of its own
            error[malformed-file]: the flow nextpnr-ice40 is not one of the family 'ecp5'
              at FILE
              hint: 'family' says what things cost on the FPGA, 'flow' which tools it has"""
                .replace("FILE", file.toString()));
  }

  @Test
  void aRateIsAWholeNumberOfBits() throws IOException {
    Path file = folder.resolve("mine.json");
    String colorlight = Boards.descriptor("colorlight-i9");
    for (String rate : List.of("0.5", "0")) {
      Files.writeString(file, colorlight.replaceFirst("\"rate\": \\d+", "\"rate\": " + rate));
      assertThatThrownBy(() -> Boards.load(file))
          .hasMessageContaining("'io.links[0].rate' is " + rate);
    }
  }

  @Test
  void spramIsOfUseWhereItCanBeFilled() throws IOException {
    assertThat(Boards.find("icebreaker").family().spram()).isNotNull();
    // Its UART is on the flash's pins.
    assertThat(Boards.find("upduino3").family().spram()).isNull();

    Path file = folder.resolve("mine.json");
    Files.writeString(
        file,
        Boards.descriptor("icebreaker")
            .replace("\"cs\": \"16\"", "\"cs\": \"9\"")
            .replace("1048576", "16777216"));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessageContaining("'io.flash.pins.cs' is pin 9, and so is 'io.links[0].pins.tx'")
        .hasMessageContaining("'io.flash.offset' is 16777216");
  }

  @Test
  void descriptorsArePrintedAsTheyAre() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, Boards.descriptor("icebreaker") + "\n");
    assertThat(Boards.load(file)).isEqualTo(Boards.find("icebreaker"));
    assertThat(Boards.descriptor(file)).isEqualTo(Boards.descriptor("icebreaker"));
    assertThatThrownBy(() -> Boards.descriptor("icebraker"))
        .hasMessageContaining("did you mean 'icebreaker'?");
  }

  @Test
  void aFlowsBoardsHaveWhatItsToolsNeed() {
    for (Board board : Boards.all()) {
      assertThat(board.open() != null).as(board.name()).isEqualTo(board.flow().open());
      assertThat(board.vitis() != null).isEqualTo(board.flow() == Board.Flow.VITIS);
      boolean pins = board.io() != null;
      assertThat(pins || board.zynq() != null || board.vitis() != null).isTrue();
      assertThat(pins && board.zynq() != null).isFalse();
    }
  }

  @Test
  void aVivadoBoardHasAProcessorOrPins() throws IOException {
    Path file = folder.resolve("mine.json");
    String arty = json("boards/arty-a7-100t.json").toString();
    String zynq = "\"zynq\":{\"boardPart\":\"a:b:c\",\"processor\":\"zynq7\"},\"io\"";
    Files.writeString(file, arty.replace("\"io\"", zynq));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: key 'zynq' does not belong to the flow vivado beside 'io'
              at FILE
              hint: leave it out"""
                .replace("FILE", file.toString()));
    assertThat(schema("board.schema.json").validate(new ObjectMapper().readTree(file.toFile())))
        .isNotEmpty();
  }

  @Test
  void theCardOfAVitisBoardIsChecked() throws IOException {
    Path file = folder.resolve("mine.json");
    String card = json("boards/alveo-u55c.json").toString();
    Files.writeString(file, card.replace("512", "96").replace("\"memory\"", "\"memroy\""));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessage(
            """
            error[malformed-file]: unknown key 'vitis.memroy'
              at FILE
              hint: did you mean 'vitis.memory'? known here: platform, memory, memoryWidth
            error[malformed-file]: key 'vitis.memory' is missing
              at FILE
            error[malformed-file]: 'vitis.memoryWidth' is 96
              at FILE
              hint: it is a power of two from 32 to 512"""
                .replace("FILE", file.toString()));
    Files.writeString(file, card.replace("\"vitis\":{", "\"virtis\":{"));
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessageContaining("a board of the flow vitis has it: boards/alveo-u250.json does");
  }

  @Test
  void aDescriptorThatIsNotJsonIsPlaced() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, "{ \"name\": \"mine\",\n  oops }\n");
    assertThatThrownBy(() -> Boards.load(file))
        .hasMessageContaining("error[malformed-file]: not a JSON file:")
        .hasMessageContaining("at " + file + ":2:");
    assertThatThrownBy(() -> Boards.load(folder.resolve("absent.json")))
        .hasMessageContaining("error[file-not-found]: the board's file cannot be read");
  }

  @Test
  void productsGoToDspsOrLuts() {
    DeviceFamily family = Boards.family("ultrascale-plus");
    assertThat(family.cost(products(8, 8, 10)).dsp()).isEqualTo(10);
    assertThat(family.cost(products(27, 18, 1)).dsp()).isEqualTo(1);
    assertThat(family.cost(products(18, 27, 1)).dsp()).isEqualTo(1);
    assertThat(family.cost(products(28, 18, 1)).dsp()).isEqualTo(2);
    assertThat(family.cost(products(4, 4, 10)))
        .isEqualTo(new Resources(232, 0, 0, 0, 0)); // synthesized: 234
    assertThat(family.cost(products(2, 2, 10)))
        .isEqualTo(new Resources(58, 0, 0, 0, 0)); // synthesized: 30
    assertThat(Boards.family("ecp5").cost(products(25, 18, 1)).dsp()).isEqualTo(2);
  }

  /** As many as Yosys 0.70 makes of one registered product. */
  @Test
  void wideProductsTakeTheBlocksThatYosysMakes() {
    DeviceFamily up = Boards.family("ice40-up");
    assertThat(up.cost(products(5, 4, 1)).dsp()).isEqualTo(0);
    assertThat(up.cost(products(6, 6, 1)).dsp()).isEqualTo(1);
    assertThat(up.cost(products(17, 17, 1)).dsp()).isEqualTo(1);
    assertThat(up.cost(products(18, 17, 1)).dsp()).isEqualTo(2);
    assertThat(up.cost(products(32, 17, 1)).dsp()).isEqualTo(2);
    DeviceFamily gowin = Boards.family("gowin-gw1n"); // in blocks of 9 x 9
    assertThat(gowin.cost(products(2, 2, 1)).dsp()).isEqualTo(0);
    assertThat(gowin.cost(products(9, 9, 1)).dsp()).isEqualTo(1);
    assertThat(gowin.cost(products(12, 8, 1)).dsp()).isEqualTo(2);
    assertThat(gowin.cost(products(20, 17, 1)).dsp()).isEqualTo(2);
    assertThat(gowin.cost(products(24, 17, 1)).dsp()).isEqualTo(4);
    assertThat(Boards.family("ice40-hx").cost(products(16, 16, 1)).dsp()).isEqualTo(0);
  }

  @Test
  void memoriesOfIce40AreBlocksOrFlipFlops() {
    DeviceFamily family = Boards.family("ice40-hx");
    assertThat(family.cost(memory(2, 17, false)).ff()).isEqualTo(34);
    assertThat(family.cost(memory(32, 17, false))).isEqualTo(new Resources(0, 0, 0, 0.25, 0));
    assertThat(family.cost(memory(256, 16, true))).isEqualTo(new Resources(0, 0, 0, 0.125, 0));
    assertThat(family.cost(memory(64, 16, true)).bram36()).isEqualTo(0);
  }

  @Test
  void memoriesGoToLutsOrBlocksByGeometry() {
    DeviceFamily family = Boards.family("series7");
    assertThat(family.cost(memory(25, 320, true))).isEqualTo(new Resources(320, 0, 0, 0, 0));
    assertThat(family.cost(memory(2, 9, false))).isEqualTo(new Resources(8, 0, 0, 0, 0));
    assertThat(family.cost(memory(4096, 36, true)).bram36()).isEqualTo(4);
    assertThat(family.cost(memory(1024, 18, false)).bram36()).isEqualTo(0.5);
  }

  @Test
  void adderRegisterAndMultiplexerBitsAddUp() {
    Inventory inventory = new Inventory(List.of(), 10, 7, List.of(), 3);
    assertThat(Boards.family("series7").cost(inventory)).isEqualTo(new Resources(12, 7, 0, 0, 0));
  }

  private static Inventory products(int a, int b, long count) {
    return new Inventory(List.of(new Inventory.Product(a, b, count)), 0, 0, List.of(), 0);
  }

  private static Inventory memory(int depth, int width, boolean rom) {
    return new Inventory(List.of(), 0, 0, List.of(new Inventory.Memory(depth, width, rom)), 0);
  }

  private static JsonNode json(String resource) throws IOException {
    try (InputStream stream = Boards.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(stream);
    }
  }

  private static JsonSchema schema(String resource) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(json(resource));
  }
}
