package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.sim.tool.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shell of a board without a processor, at its pins: what docs/protocol.md promises. The design
 * is a queue that stalls, so that every byte that is lost, doubled or displaced is seen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BoardShellContract {
  /** 6 beats of 30 bits, which take 4 bytes each. */
  private static final StreamType STREAM =
      new StreamType(2, 3, 5, IntegerElement.unsigned(6), 1, 5);

  private static final int SAMPLE = 24;
  private static final int SESSION = 0x7d7e; // stuffed wherever it is sent
  private static final double CLOCK_MHZ = 25;

  private final BoardIo.Kind kind;
  private final int fewest;
  private final double cyclesPerBit;
  private final BoardBench bench;

  /**
   * The contract of a kind of link.
   *
   * @param fewest cycles that a bit takes
   * @param cyclesPerBit of the link that most cases run on
   */
  BoardShellContract(BoardIo.Kind kind, int fewest, double cyclesPerBit) throws IOException {
    this.kind = kind;
    this.fewest = fewest;
    this.cyclesPerBit = cyclesPerBit;
    bench = bench("queue", cyclesPerBit, 3);
  }

  /** A queue that takes and gives a beat in one of 2^{@code stall} cycles. */
  private BoardBench bench(String name, double bit, int stall) throws IOException {
    Board board = linked(kind, Math.round(CLOCK_MHZ * 1e6 / bit));
    BoardBench made = new BoardBench(kind.word() + "_" + name, queue(), board, CLOCK_MHZ);
    made.stall(stall);
    made.build();
    return made;
  }

  private static Graph queue() {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", STREAM);
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    return builder.build();
  }

  private static Board linked(BoardIo.Kind kind, long rate) {
    Map<String, String> pins = new TreeMap<>();
    kind.roles().forEach(role -> pins.put(role, "pin of " + role));
    BoardIo.Link link = new BoardIo.Link(kind, pins, rate);
    Board ulx3s = Boards.find("ulx3s-85f");
    BoardIo io = Objects.requireNonNull(ulx3s.io());
    return new Board(
        ulx3s.name(),
        ulx3s.title(),
        ulx3s.part(),
        ulx3s.family(),
        ulx3s.resources(),
        ulx3s.clockMhz(),
        ulx3s.utilization(),
        ulx3s.flow(),
        null,
        null,
        new BoardIo(io.clock(), io.reset(), List.of(link), null, io.standard(), io.constraints()),
        ulx3s.open());
  }

  /** Seeded bytes of so many samples. */
  private static byte[] samples(int count, int seed) {
    byte[] bytes = new byte[count * SAMPLE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** What the design gives for bytes: themselves, without the padding of each beat. */
  private static String answer(byte[] bytes) {
    byte[] out = bytes.clone();
    for (int i = 3; i < out.length; i += 4) {
      out[i] &= 0x3f;
    }
    return hex(out, 0, out.length);
  }

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, Math.min(to, bytes.length));
  }

  private BoardBench.Result run(String name, HostScript script) throws IOException {
    return bench.run(name, cyclesPerBit, script.commands());
  }

  @Test
  void identifiesTheDesign() throws IOException {
    HostScript script = new HostScript().ask(Packet.IDENTIFY, 9, 0x1234, "");
    BoardBench.Result result = run("identify", script);
    ByteBuffer block = ByteBuffer.allocate(82).order(ByteOrder.LITTLE_ENDIAN);
    block.put("nn2f".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 4);
    block.putShort((short) 512).putInt(25_000_000);
    block.put(HexFormat.of().parseHex(bench.sources().hash()));
    block.putInt(SAMPLE).putInt(SAMPLE);
    for (int stream = 0; stream < 2; stream++) {
      block.putShort((short) 2).putShort((short) 3).putShort((short) 5).put((byte) 6);
    }
    block.putFloat(0.25f).putFloat(3).putFloat(0.5f).putFloat(7);
    String expected = HexFormat.of().formatHex(block.array());
    assertThat(result.all()).containsExactly(new Packet(Packet.IDENTITY, 0, 0, expected));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.98, 1, 1.02})
  void samplesComeBackInOrder(double mismatch) throws IOException {
    byte[] bytes = samples(8, 1);
    HostScript script = new HostScript().open(SESSION);
    for (int i = 0; i < 6; i++) {
      script.data(i, SESSION, hex(bytes, 32 * i, 32 * i + 32));
      script.acknowledge(i + 1, SESSION);
    }
    BoardBench.Result result = bench.run("order", cyclesPerBit * mismatch, script.commands());
    assertThat(result.of(Packet.OPENED))
        .containsExactly(new Packet(Packet.OPENED, 0, SESSION, "000400000000"));
    assertThat(result.of(Packet.REFUSED)).isEmpty();
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @Test
  void worksAtTheFewestCyclesOfABit() throws IOException {
    BoardBench fast = bench("fast", fewest, 0);
    byte[] bytes = samples(20, 2);
    HostScript script = new HostScript().open(SESSION);
    script.data(0, SESSION, hex(bytes, 0, bytes.length)).acknowledge(1, SESSION);
    for (double mismatch : new double[] {0.98, 1, 1.02}) {
      BoardBench.Result result = fast.run("fast", fewest * mismatch, script.commands());
      assertThat(result.output()).as("%s", mismatch).isEqualTo(answer(bytes));
    }
  }

  /** Faults that the board drops: what is sent instead of a packet that would be taken. */
  static Stream<Arguments> faults() {
    byte[] right = new Packet(Packet.DATA, 0, SESSION, "0102030405060708").withCrc();
    byte[] crc = right.clone();
    crc[8] ^= 0x10;
    byte[] shortLength = right.clone();
    shortLength[4]--;
    Packet.putCrc(shortLength);
    byte[] longLength = right.clone();
    longLength[4]++;
    Packet.putCrc(longLength);
    byte[] fourLonger = right.clone();
    fourLonger[4] = (byte) (fourLonger[4] - 4);
    Packet.putCrc(fourLonger);
    byte[] oversize = new Packet(Packet.DATA, 0, SESSION, "00".repeat(513)).withCrc();
    byte[] huge = right.clone();
    huge[5] = (byte) 0x80;
    Packet.putCrc(huge);
    String framed = Packet.frame(right);
    String unescaped = framed.replaceFirst("01020304", "017d020304");
    return Stream.of(
        Arguments.of("crc", sends(Packet.frame(crc))),
        Arguments.of("shorter than said", sends(Packet.frame(longLength))),
        Arguments.of("longer than said", sends(Packet.frame(shortLength))),
        Arguments.of("longer by a CRC", sends(Packet.frame(fourLonger))),
        Arguments.of("oversize", sends(Packet.frame(oversize))),
        Arguments.of("huge length", sends(Packet.frame(huge))),
        Arguments.of("truncated", sends(framed.substring(0, framed.length() - 6) + "7e")),
        Arguments.of("header alone", sends("7e0300" + "7e")),
        Arguments.of("no stuffing", sends(unescaped)),
        Arguments.of("needless stuffing", sends(framed.replaceFirst("01020304", "7d21020304"))),
        Arguments.of("flag after escape", sends(framed.substring(0, framed.length() - 2) + "7d7e")),
        Arguments.of("garbage", sends("7e" + "a5".repeat(700) + "7e")),
        Arguments.of(
            "framing",
            (Consumer<HostScript>)
                s ->
                    s.raw(framed.substring(0, 20)).command("broken 55").raw(framed.substring(20))));
  }

  private static Consumer<HostScript> sends(String hex) {
    return script -> script.raw(hex);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void damagedPacketsAreDroppedAndCounted(String name, Consumer<HostScript> fault)
      throws IOException {
    byte[] bytes = samples(1, 3);
    HostScript script = new HostScript().open(SESSION);
    fault.accept(script);
    script.listen().data(0, SESSION, hex(bytes, 0, 10));
    fault.accept(script);
    script.listen().data(1, SESSION, hex(bytes, 10, SAMPLE));
    BoardBench.Result result = run("fault", script);
    List<Packet> answers = result.all();
    assertThat(answers).extracting(Packet::type).containsExactly(0x82, 0x83, 0x83, 0x84);
    assertThat(answers.get(1).dropped()).isEqualTo(1);
    assertThat(answers.get(2).dropped()).isEqualTo(2);
    assertThat(answers.get(2).refused()).isZero();
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @Test
  void whatIsOutOfPlaceIsRefused() throws IOException {
    byte[] bytes = samples(1, 4);
    HostScript script =
        new HostScript()
            .data(0, 0, "01") // before any session
            .open(SESSION)
            .data(0, SESSION ^ 0x100, "02")
            .acknowledge(0, SESSION ^ 1)
            .data(1, SESSION, "03")
            .data(127, SESSION, "04")
            .acknowledge(1, SESSION)
            .ask(0x05, 0, SESSION, "")
            .ask(0x83, 0, SESSION, "00")
            .data(0, SESSION, hex(bytes, 0, 10))
            .data(0, SESSION, "0505") // again
            .data(0x81, SESSION, "06") // 128 behind
            .data(1, SESSION, hex(bytes, 10, SAMPLE))
            .acknowledge(2, SESSION)
            .acknowledge(0xff, SESSION);
    BoardBench.Result result = run("refused", script);
    assertThat(result.packets().stream().filter(p -> !p.isEmpty()).map(p -> p.get(0)))
        .extracting(p -> p.type() == Packet.RESULT ? "result" : p.reason() + " " + p.sequence())
        .containsExactly(
            "1 0", "0 0", "1 0", "1 0", "2 0", "2 0", "2 0", "4 0", "4 0", "0 1", "0 1", "0 1",
            "0 2", "2 2", "2 2");
    assertThat(result.all().get(0).session()).isZero();
    assertThat(result.all().get(result.all().size() - 1).refused()).isEqualTo(10);
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @Test
  void aFullBufferRefusesAndTellsWhenThereIsRoom() throws IOException {
    BoardBench slow = bench("slow", fewest, 9); // slower than the link
    byte[] bytes = samples(107, 5); // 2568 bytes: more than the buffer
    HostScript script = new HostScript().open(SESSION);
    for (int i = 0; i < 5; i++) {
      script.send(Packet.DATA, i, SESSION, hex(bytes, 512 * i, 512 * i + 512));
    }
    int afterSends = script.commands().size();
    script.command("quiet 6000");
    script.data(4, SESSION, hex(bytes, 2048, 2560));
    script.send(Packet.DATA, 5, SESSION, hex(bytes, 2560, 2568));
    for (int i = 1; i <= 7; i++) {
      script.command("quiet 6000").acknowledge(i, SESSION);
    }
    BoardBench.Result result = slow.run("slow", fewest, script.commands());
    assertThat(result.of(Packet.REFUSED)).extracting(Packet::reason).contains(3);
    List<Packet> waited = result.packets().get(afterSends);
    assertThat(waited.stream().filter(p -> p.type() == Packet.ACCEPTED).reduce((a, b) -> b))
        .hasValueSatisfying(last -> assertThat(last.room()).isEqualTo(1));
    assertThat(result.of(Packet.ACCEPTED)).extracting(Packet::room).contains(3, 2, 1, 0);
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @Test
  void resultsAreKeptUntilAcknowledged() throws IOException {
    byte[] bytes = samples(3, 6);
    HostScript script = new HostScript().open(SESSION).data(0, SESSION, hex(bytes, 0, 72));
    script.acknowledge(0, SESSION).acknowledge(0, SESSION); // sent again, twice
    script.acknowledge(1, SESSION).acknowledge(2, SESSION).acknowledge(2, SESSION);
    BoardBench.Result result = run("kept", script);
    List<Packet> results = result.of(Packet.RESULT);
    assertThat(results).extracting(Packet::sequence).containsExactly(0, 0, 0, 1);
    assertThat(results.subList(0, 3)).containsOnly(results.get(0));
    // The first sample went when it was there, the other two together in the next packet.
    assertThat(results.get(0).payload()).hasSize(2 * SAMPLE);
    assertThat(results.get(3).payload()).hasSize(4 * SAMPLE);
    assertThat(result.output()).isEqualTo(answer(bytes));
    assertThat(result.of(Packet.REFUSED)).isEmpty();
  }

  @Test
  void aSamplesEndWithAWholePayloadMakesOneResult() throws IOException {
    byte[] bytes = samples(23, 11);
    int ahead = SAMPLE + 512; // 22 samples and a part: behind the first, just a payload
    HostScript script =
        new HostScript()
            .open(SESSION)
            .data(0, SESSION, hex(bytes, 0, 500))
            .data(1, SESSION, hex(bytes, 500, ahead))
            .acknowledge(1, SESSION)
            .acknowledge(2, SESSION)
            .data(2, SESSION, hex(bytes, ahead, bytes.length));
    BoardBench.Result result = run("whole", script);
    assertThat(result.of(Packet.RESULT))
        .extracting(p -> p.payload().length() / 2)
        .containsExactly(SAMPLE, 512, bytes.length - ahead);
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  /** Sequence 7E, which is stuffed, becomes 7F while an answer with it is sent. */
  @Test
  void anAnswerIsWholeWhateverComesMeanwhile() throws IOException {
    HostScript script = new HostScript();
    for (int ahead = 2; ahead < 14; ahead++) {
      script.open(SESSION);
      StringBuilder burst = new StringBuilder();
      for (int sequence = 0; sequence < 0x80; sequence++) {
        if (sequence == 0x7f - ahead) {
          script.raw(burst.toString()).listen();
          burst.setLength(0);
        }
        burst.append(new Packet(Packet.DATA, sequence, SESSION, "").framed());
      }
      script.raw(burst.toString()).listen();
    }
    assertThat(run("meanwhile", script).of(Packet.REFUSED)).isEmpty();
  }

  @Test
  void openStartsOverInMidSample() throws IOException {
    byte[] old = samples(5, 7);
    byte[] bytes = samples(2, 8);
    HostScript script =
        new HostScript()
            .open(0x0101)
            .data(0, 0x0101, hex(old, 0, 100)) // 4 samples and a part
            .send(Packet.ACKNOWLEDGE, 0, 0x0101, "") // what it answers is broken off
            .command("wait 400")
            .open(SESSION)
            .acknowledge(0, 0x0101) // late
            .data(0, SESSION, hex(bytes, 0, 48))
            .acknowledge(1, SESSION);
    BoardBench.Result result = run("open", script);
    List<Packet> mine = result.all().stream().filter(p -> p.session() == SESSION).toList();
    assertThat(mine.get(0).type()).isEqualTo(Packet.OPENED);
    assertThat(new BoardBench.Result(List.of(mine)).output()).isEqualTo(answer(bytes));
    List<Packet> before = result.all().stream().filter(p -> p.session() == 0x0101).toList();
    assertThat(before.stream().filter(p -> p.type() == Packet.RESULT)).hasSize(1);
  }

  @Test
  void dataDuringOpenIsNotLostSilently() throws IOException {
    byte[] bytes = samples(1, 9);
    HostScript script =
        new HostScript()
            .send(Packet.OPEN, 0, SESSION, "")
            .send(Packet.DATA, 0, SESSION, hex(bytes, 0, 4))
            .listen()
            .data(0, SESSION, hex(bytes, 0, SAMPLE));
    BoardBench.Result result = run("eager", script);
    assertThat(result.of(Packet.REFUSED)).extracting(Packet::reason).containsExactly(3);
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @Test
  void resetInMidPacketClosesTheSession() throws IOException {
    byte[] bytes = samples(1, 10);
    String packet = new Packet(Packet.DATA, 1, SESSION, hex(bytes, 0, SAMPLE)).framed();
    HostScript script =
        new HostScript()
            .open(SESSION)
            .data(0, SESSION, "010203")
            .raw(packet.substring(0, 24))
            .command("reset 200")
            .raw(packet.substring(24))
            .listen()
            .data(1, SESSION, hex(bytes, 0, SAMPLE))
            .open(0x4321)
            .data(0, 0x4321, hex(bytes, 0, SAMPLE));
    BoardBench.Result result = run("reset", script);
    assertThat(result.of(Packet.REFUSED))
        .containsExactly(new Packet(Packet.REFUSED, 0, 0, "010400000100"));
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void nothingIsLostOrDoubledUnderRandomFaults(int seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = samples(30, seed);
    HostScript script = new HostScript().open(SESSION);
    int sent = 0;
    int sequence = 0;
    while (sent < bytes.length) {
      int length = Math.min(random.nextInt(60), bytes.length - sent);
      Packet packet =
          new Packet(Packet.DATA, sequence & 0xff, SESSION, hex(bytes, sent, sent + length));
      while (random.nextInt(3) > 0) {
        script.raw(damaged(packet, random));
      }
      script.raw(packet.framed());
      if (random.nextBoolean()) {
        script.raw(packet.framed());
      }
      sequence++;
      sent += length;
      script.listen();
      if (random.nextBoolean()) {
        script.acknowledge(0, SESSION);
      }
    }
    for (int i = 1; i < 10; i++) {
      script.acknowledge(i, SESSION);
    }
    BoardBench.Result result = run("random", script);
    assertThat(result.of(Packet.RESULT)).isNotEmpty();
    assertThat(result.output()).isEqualTo(answer(bytes));
  }

  /** A packet with a byte changed, lost or doubled, or an end lost, on the link. */
  private static String damaged(Packet packet, Random random) {
    byte[] framed = HexFormat.of().parseHex(packet.framed());
    int at = 1 + random.nextInt(framed.length - 2);
    byte[] rest = Arrays.copyOfRange(framed, at + 1, framed.length);
    String before = HexFormat.of().formatHex(framed, 0, at);
    String after = HexFormat.of().formatHex(rest);
    String own = HexFormat.of().toHexDigits(framed[at]);
    return switch (random.nextInt(4)) {
      case 0 ->
          before + HexFormat.of().toHexDigits((byte) (framed[at] ^ 1 << random.nextInt(8))) + after;
      case 1 -> before + after;
      case 2 -> before + own + own + after;
      default -> before;
    };
  }

  @Test
  void lints() {
    List<String> command =
        List.of(
            ShellBench.program(Tool.VERILATOR),
            "--lint-only",
            "-Wall",
            "+define+NN2FPGA_SIMULATION_CLOCK",
            "--top-module",
            bench.top(),
            "-F",
            "files.f");
    bench.run("lint", command, bench.directory().resolve("board"));
  }
}
