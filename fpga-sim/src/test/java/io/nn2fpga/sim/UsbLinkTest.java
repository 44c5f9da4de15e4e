package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The USB device of a board at its lines, packet by packet: {@code usb_host.cpp}. */
class UsbLinkTest {
  private static final String HALF = "00112233445566778899aabbccddeeff".repeat(2);
  private static final String CONFIGURATION =
      "09024b000201008032" // 75 bytes, 2 interfaces, by the bus, 100 mA
          + "080b000202020100" // association of both
          + "090400000102020100" // communications, ACM, AT commands
          + "0524002001" // header 1.20
          + "0524010001" // no call management
          + "04240202" // line coding and state
          + "0524060001" // union
          + "070582030800ff" // interrupt IN
          + "09040100020a000000" // data
          + "07050102400000" // bulk OUT, 64 bytes
          + "07058102400000"; // bulk IN

  private static BoardBench board;
  private static Path program;

  @BeforeAll
  static void build() throws IOException {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", new StreamType(1, 1, 8, IntegerElement.unsigned(8), 1, 1));
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    board = new BoardBench("usb_link", builder.build(), Boards.find("orangecrab"), 48);
    program = build("device", "", "");
  }

  /** The board's own link with an echo behind it; in one module a text is changed. */
  private static Path build(String name, String from, String to) throws IOException {
    Path work = board.directory().resolve("sim").resolve(name);
    Files.createDirectories(work);
    Path hdl = board.directory().resolve("board/hdl");
    WorkDirectory.copyFiles(hdl, work);
    String top = Files.readString(hdl.resolve(board.top() + ".v"));
    Matcher found = Pattern.compile("(?s)nn2fpga_usb_link #\\((.*?)\\) u_link").matcher(top);
    assertThat(found.find()).isTrue();
    Files.writeString(
        work.resolve("usb_under_test.v"),
        resource("usb/usb_under_test.v").replace("@PARAMETERS@", found.group(1).strip()));
    Files.writeString(work.resolve("usb_host.cpp"), resource("usb/usb_host.cpp"));
    Files.writeString(work.resolve("nn2fpga_usb.hpp"), resource("pins/nn2fpga_usb.hpp"));
    String transaction = Files.readString(hdl.resolve("nn2fpga_usb_transaction.v"));
    if (!from.isEmpty()) {
      assertThat(transaction).containsOnlyOnce(from);
    }
    Files.writeString(
        work.resolve("nn2fpga_usb_transaction.v"),
        from.isEmpty() ? transaction : transaction.replace(from, to));
    return compile(work);
  }

  private static Path compile(Path work) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ShellBench.program(Tool.VERILATOR), "--cc", "--exe", "-O3"));
    command.addAll(List.of("-Wno-fatal", "--prefix", "Vusb", "--Mdir", "obj", "--top-module"));
    command.addAll(List.of("usb_under_test", "usb_under_test.v", "-y", "."));
    command.add("usb_host.cpp");
    board.run("verilate", command, work);
    String make = ShellBench.program(Tool.MAKE);
    board.run("compile", List.of(make, "-C", "obj", "-f", "Vusb.mk", "OBJCACHE=ccache"), work);
    return work.resolve("obj/Vusb");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = UsbLinkTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ToolResult play(Path program, double mhz, double bit, List<String> commands)
      throws IOException {
    Path work = Objects.requireNonNull(Objects.requireNonNull(program.getParent()).getParent());
    Files.writeString(work.resolve("script"), String.join("\n", commands) + "\n");
    List<String> command = new ArrayList<>(List.of(program.toString(), "script"));
    command.addAll(List.of(String.valueOf(mhz), String.valueOf(bit)));
    command.addAll(List.of("+verilator+rand+reset+2", "+verilator+seed+7"));
    return TestTools.toolbox()
        .runner()
        .attempt(ToolCommand.of("play", command, work, Duration.ofMinutes(5)));
  }

  private static void plays(UsbScript script) throws IOException {
    ToolResult result = play(program, 24, 4, script.commands());
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    assertThat(result.stdout().lines()).containsExactlyElementsOf(script.replies());
  }

  private static String string(String text) {
    StringBuilder hex = new StringBuilder(String.format("%02x03", 2 + 2 * text.length()));
    text.chars().forEach(c -> hex.append(String.format("%02x%02x", c & 0xff, c >> 8)));
    return hex.toString();
  }

  /** What everybody who ever looked at a USB knows: the first packets behind a reset. */
  @Test
  void checkSumsAreThoseOfTheBus() {
    assertThat(UsbPacket.token(UsbPacket.SETUP, 0, 0)).isEqualTo("2d0010");
    assertThat(UsbPacket.data(UsbPacket.DATA0, "8006000100004000"))
        .isEqualTo("c38006000100004000dd94");
    assertThat(UsbPacket.data(UsbPacket.DATA1, "")).isEqualTo("4b0000");
  }

  @Test
  void enumeratesAsASerialPort() throws IOException {
    String device = "12010002ef02014009120100000101020301";
    String all = CONFIGURATION;
    assertThat(all).hasSize(150);
    UsbScript script =
        new UsbScript()
            .command("reset 40")
            .ask(0, "8006000100004000", device)
            .command("reset 40")
            .setup(0, "0005010000000000")
            // Address 0 until the status stage is acknowledged.
            .unacknowledged(1, 0, UsbPacket.NOTHING)
            .in(0, 0, UsbPacket.DATA1, "")
            .unacknowledged(0, 0, UsbPacket.NOTHING)
            .ask(1, "8006000100001200", device)
            .ask(1, "8006000100000800", device.substring(0, 16))
            .ask(1, "8006000200000900", all.substring(0, 18))
            .setup(1, "8006000200004b00")
            .in(1, 0, UsbPacket.DATA1, all.substring(0, 128))
            .in(1, 0, UsbPacket.DATA0, all.substring(128))
            .out(1, 0, UsbPacket.DATA1, "", UsbPacket.ACK)
            .ask(1, "800600030000ff00", "04030904")
            .ask(1, "800601030904ff00", string("nn2fpga"))
            .ask(1, "800602030904ff00", string("usb_link"))
            .ask(1, "800603030904ff00", string(board.sources().hash().substring(0, 16)))
            // No other speed, and no other string.
            .setup(1, "8006000600000a00")
            .unacknowledged(1, 0, UsbPacket.STALL)
            .setup(1, "800604030904ff00")
            .unacknowledged(1, 0, UsbPacket.STALL)
            .unacknowledged(1, 0, UsbPacket.STALL)
            .ask(1, "8008000000000100", "00")
            .unacknowledged(1, 1, UsbPacket.NOTHING)
            .request(1, "0009010000000000")
            .ask(1, "8008000000000100", "01")
            .ask(1, "8000000000000200", "0000")
            .setup(1, "2120000000000700")
            .out(1, 0, UsbPacket.DATA1, "00c20100000008", UsbPacket.ACK)
            .in(1, 0, UsbPacket.DATA1, "")
            .request(1, "2122030000000000")
            .ask(1, "a121000000000700", "00c20100000008")
            .unacknowledged(1, 1, UsbPacket.NAK)
            .unacknowledged(1, 2, UsbPacket.NAK)
            .unacknowledged(1, 3, UsbPacket.NOTHING);
    plays(script);
  }

  @Test
  void damagedPacketsAreNotAnswered() throws IOException {
    String token = UsbPacket.token(UsbPacket.OUT, 1, 1);
    String payload = UsbPacket.data(UsbPacket.DATA0, "0102030405");
    UsbScript script = new UsbScript().configured();
    for (int bit = 8; bit < 30; bit++) {
      script.command("flipped " + bit + " " + UsbPacket.token(UsbPacket.IN, 1, 1));
      script.reply(UsbPacket.NOTHING).command("wait 10");
    }
    for (int bit = 8; bit < 70; bit += 3) {
      script.packet(token).command("flipped " + bit + " " + payload).reply(UsbPacket.NOTHING);
      script.command("wait 10");
    }
    script
        .packet(UsbPacket.token(UsbPacket.SOF, 0x2a5))
        .reply(UsbPacket.NOTHING)
        .packet(token)
        .packet(UsbPacket.data(UsbPacket.DATA0, "77".repeat(65)))
        .reply(UsbPacket.NOTHING)
        // An end that never came, and one that a hub stretched.
        .packet(token)
        .command("cut 40 " + payload)
        .reply(UsbPacket.NOTHING)
        .command("wait 20")
        .unacknowledged(1, 1, UsbPacket.NAK)
        .packet(token)
        .command("dribble " + payload)
        .reply(UsbPacket.ACK)
        .command("wait 200")
        .in(1, 1, UsbPacket.DATA0, "0102030405")
        .unacknowledged(1, 1, UsbPacket.NAK);
    plays(script);
  }

  @Test
  void lostHandshakesDoubleNothing() throws IOException {
    UsbScript script = new UsbScript().configured();
    // The host did not hear the ACK of the first.
    script.out(1, 1, UsbPacket.DATA0, "0a0b0c", UsbPacket.ACK);
    script.out(1, 1, UsbPacket.DATA0, "0a0b0c", UsbPacket.ACK);
    script.out(1, 1, UsbPacket.DATA1, "0d", UsbPacket.ACK);
    script.command("wait 100");
    String first = UsbPacket.data(UsbPacket.DATA0, "0a0b0c0d");
    script.unacknowledged(1, 1, first).command("wait 40");
    // More bytes do not change what goes again.
    script.out(1, 1, UsbPacket.DATA0, "0e", UsbPacket.ACK).command("wait 100");
    script.unacknowledged(1, 1, first).packet(UsbPacket.ACK);
    script.unacknowledged(1, 1, UsbPacket.data(UsbPacket.DATA1, "0e"));
    // Too late to be one.
    script.command("wait 40").packet(UsbPacket.ACK);
    script.in(1, 1, UsbPacket.DATA1, "0e").unacknowledged(1, 1, UsbPacket.NAK);
    plays(script);
  }

  @Test
  void aFullPacketAtTheEndIsFollowedByAnEmptyOne() throws IOException {
    String full = HALF + HALF;
    plays(
        new UsbScript()
            .configured()
            .out(1, 1, UsbPacket.DATA0, full, UsbPacket.ACK)
            .command("wait 1000")
            .in(1, 1, UsbPacket.DATA0, full)
            .in(1, 1, UsbPacket.DATA1, "")
            .unacknowledged(1, 1, UsbPacket.NAK));
  }

  @Test
  void haltedEndpointsStallUntilTheyAreCleared() throws IOException {
    plays(
        new UsbScript()
            .configured()
            .out(1, 1, UsbPacket.DATA0, "01", UsbPacket.ACK)
            .request(1, "0203000081000000")
            .request(1, "0203000001000000")
            .ask(1, "8200000081000200", "0100")
            .ask(1, "8200000082000200", "0000")
            .unacknowledged(1, 1, UsbPacket.STALL)
            .out(1, 1, UsbPacket.DATA1, "02", UsbPacket.STALL)
            .request(1, "0201000081000000")
            .request(1, "0201000001000000")
            .in(1, 1, UsbPacket.DATA0, "01")
            .out(1, 1, UsbPacket.DATA0, "03", UsbPacket.ACK)
            .command("wait 50")
            .in(1, 1, UsbPacket.DATA1, "03"));
  }

  @Test
  void aResetOfTheBusInMidPacketForgetsAddressAndTogglesAndNoByte() throws IOException {
    String token = UsbPacket.token(UsbPacket.OUT, 1, 1);
    plays(
        new UsbScript()
            .configured()
            .out(1, 1, UsbPacket.DATA0, "0102", UsbPacket.ACK)
            .command("wait 50")
            .unacknowledged(1, 1, UsbPacket.data(UsbPacket.DATA0, "0102"))
            .packet(token)
            .command("cut 40 " + UsbPacket.data(UsbPacket.DATA1, "030405"))
            .command("reset 40")
            .unacknowledged(1, 0, UsbPacket.NOTHING)
            .configured()
            .in(1, 1, UsbPacket.DATA0, "0102")
            .unacknowledged(1, 1, UsbPacket.NAK)
            // Shorter than 2.5 us is none.
            .command("reset 20")
            .unacknowledged(1, 1, UsbPacket.NAK)
            // The board's own reset takes it off the bus.
            .command("board 100")
            .unacknowledged(1, 1, UsbPacket.NOTHING)
            .configured()
            .unacknowledged(1, 1, UsbPacket.NAK));
  }

  private static List<String> stream(int stall, int percent) {
    List<String> commands = new ArrayList<>(new UsbScript().configured().commands());
    commands.add("stall " + stall);
    commands.add("stream 20000 5 " + percent);
    return commands;
  }

  /** Unrelated clocks, a host's clock at the ends of its tolerance and beyond, packets lost. */
  @ParameterizedTest
  @CsvSource({
    "3, 4, 0, 5, true",
    "8, 4.01, 97, 20, false",
    "24, 4, 0, 0, false",
    "47.9, 3.98, 50, 20, false",
    "48, 4, 97, 5, false",
    "133, 4.02, 0, 10, false",
  })
  void everyByteComesOnce(double mhz, double bit, int stall, int percent, boolean refuses)
      throws IOException {
    ToolResult result = play(program, mhz, bit, stream(stall, percent));
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    Matcher counts =
        Pattern.compile("stream \\d+ packets, (\\d+) damaged, (\\d+) refused, (\\d+) repeated")
            .matcher(result.stdout());
    assertThat(counts.find()).as(result.stdout()).isTrue();
    assertThat(Integer.parseInt(counts.group(1)) > 100).isEqualTo(percent > 0);
    assertThat(Integer.parseInt(counts.group(2)) > 0).isEqualTo(refuses);
    assertThat(Integer.parseInt(counts.group(3)) > 10).isEqualTo(percent > 0);
  }

  /** The device as cells of an iCE40; its ROM is empty, which no byte of endpoint 1 minds. */
  @Tag("full")
  @Test
  void whatYosysMakesOfTheDeviceLosesNothingEither() throws IOException {
    Path work = board.directory().resolve("sim/netlist");
    Path sources = work.resolve("sources");
    WorkDirectory.copyFiles(board.directory().resolve("board/hdl"), sources);
    Files.deleteIfExists(sources.resolve(board.top() + ".v"));
    String yosys =
        "read_verilog sources/nn2fpga_usb_*.v sources/nn2fpga_clock_fifo.v sources/nn2fpga_reset.v;"
            + " synth_ice40 -top nn2fpga_usb_link; write_json netlist.json; design -reset;"
            + " read_verilog -defer -DNO_ICE40_DEFAULT_ASSIGNMENTS +/ice40/cells_sim.v;"
            + " read_json netlist.json; hierarchy -check -top nn2fpga_usb_link; proc;"
            + " write_verilog -noattr netlist.v";
    board.run("synth", List.of(ShellBench.program(Tool.YOSYS), "-q", "-p", yosys), work);
    String top =
        resource("usb/usb_under_test.v").replaceFirst("(?s) #\\(\\s+@PARAMETERS@\\s+\\)", "");
    String line = "module \\$_TBUF_ (input A, E, output Y); assign Y = E ? A : 1'bz; endmodule\n";
    Files.writeString(
        work.resolve("usb_under_test.v"), top + line + Files.readString(work.resolve("netlist.v")));
    Files.writeString(work.resolve("usb_host.cpp"), resource("usb/usb_host.cpp"));
    Files.writeString(work.resolve("nn2fpga_usb.hpp"), resource("pins/nn2fpga_usb.hpp"));
    ToolResult result = play(compile(work), 24, 4.01, stream(50, 10));
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    assertThat(result.stdout()).contains("stream ");
  }

  @ParameterizedTest
  @CsvSource({
    "unchecked, right && pid_reg[2:0] == 3'b011 && rx_crc16 &&, right && pid_reg[2:0] == 3'b011 &&",
    "toggles, wire expected = pid_reg[3] == out_toggle_reg;, wire expected = 1'b1;",
    "forgets, length_reg  <= many_in, length_reg  <= !many_in",
  })
  void aDeviceWithAFaultIsNoticed(String name, String from, String to) throws IOException {
    ToolResult result = play(build(name, from, to), 24, 4, stream(0, 10));
    assertThat(result.exitCode()).isNotZero();
  }
}
