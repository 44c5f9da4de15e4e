package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.pnr.NextpnrReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a build does about a clock that place and route misses: stand-ins for its tools, and real.
 */
class TimingClosureTest extends TinyBuilds {
  @Test
  void addsRegistersWhereTheLongestPathIsAndVerifiesAgain() throws IOException {
    standIns("first.u_mac_rows", 44, "OPERAND_STAGES(1)", 55);
    CommandLineRun run = build("ulx3s-85f", "--no-bitstream-check");
    assertSucceeded(run);

    Report report = report();
    Report.Routing routing = Objects.requireNonNull(report.routing());
    assertThat(routing.pipelined()).containsExactly("first");
    assertThat(routing.clockMhz()).isEqualTo(50);
    assertThat(routing.attempts())
        .extracting(Report.RouteAttempt::fmaxMhz)
        .containsExactly(44.0, 44.0, 44.0, 44.0, 44.0, 55.0);
    assertThat(report.verification().rtl().bitExact()).isTrue();
    // A cycle of latency for each register, as the timing machines predict.
    Report.Cycles latency = report.performance().latencyCycles();
    assertThat(latency.measured()).isEqualTo(latency.predicted());
    assertThat(folder.resolve("out/schedule.yaml")).content().contains("pipeline: 1");
    assertThat(run.out())
        .contains("MISSES 50.00 MHz, reached 44.00; longest path: 15.00 ns through first")
        .contains("registers added in first");

    // What was found can be built again; it is not changed again, whatever is reached.
    standIns("first.u_mac_rows", 99, "OPERAND_STAGES(1)", 44);
    Files.copy(folder.resolve("out/schedule.yaml"), folder.resolve("schedule.yaml"));
    assertSucceeded(build("ulx3s-85f", "--no-bitstream-check", "--schedule", "schedule.yaml"));
    Report.Routing lowered = Objects.requireNonNull(report().routing());
    assertThat(lowered.pipelined()).isEmpty();
    assertThat(lowered.clockMhz()).isBetween(40.0, 44.0);
    assertThat(lowered.targetMhz()).isEqualTo(50);
    assertThat(report().performance().clockMhz()).isEqualTo(lowered.clockMhz());
    assertThat(folder.resolve("out/bitstream/tiny.bit")).content().contains("config 4");
  }

  @Test
  void aClockThatHalvesTheRateHalvesItInEveryDriver() throws IOException {
    standIns("first.u_mac_rows", 11, "OPERAND_STAGES(1)", 11);
    assertSucceeded(build("ulx3s-85f", "--no-bitstream-check"));

    // 3 MHz are fewer than 4 cycles of what was reached.
    assertThat(Objects.requireNonNull(report().routing()).clockMhz()).isBetween(6.0, 11.0);
    assertThat(report().board().link()).isEqualTo(new Report.Link("uart", 1_500_000));
    for (String file : List.of("board/board.json", "driver/python/tiny/link.json")) {
      assertThat(folder.resolve("out").resolve(file)).content().contains("\"rate\" : 1500000");
    }
    assertThat(folder.resolve("out/driver/c/tiny.h"))
        .content()
        .contains("TINY_LINK_RATE = 1500000");
    assertThat(folder.resolve("out/driver/java/nn2fpga_tiny/BoardLink.java"))
        .content()
        .contains("RATE = 1500000");
    try (Stream<Path> files = Files.walk(folder.resolve("out/driver"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // The C driver's table of rates names them all.
        if (!file.endsWith("tiny.c")) {
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain("3000000");
        }
      }
    }
  }

  @Test
  void raisesTheClockOnRequest() throws IOException {
    standIns("first.u_mac_rows", 66, "OPERAND_STAGES(1)", 81);
    assertSucceeded(build("ulx3s-85f", "--no-bitstream-check", "--clock", "max"));

    Report.Routing routing = Objects.requireNonNull(report().routing());
    assertThat(routing.fastest()).isTrue();
    assertThat(routing.clockMhz()).isBetween(78.0, 81.0);
    assertThat(folder.resolve("out/board/board.json"))
        .content()
        .contains("\"clockMhz\" : " + routing.clockMhz());
  }

  @Test
  void takesTheMultiplierOffTheLongestPathWhereTheRateAllowsIt() throws IOException {
    standIns("first_requantize", 44, "nn2fpga_serial_requantize", 55);
    CommandLineRun run = build("ulx3s-85f", "--no-bitstream-check", "--target-fps", "1000");
    assertSucceeded(run);

    Report report = report();
    Report.Routing routing = Objects.requireNonNull(report.routing());
    assertThat(routing.serial()).containsExactly("first");
    assertThat(routing.pipelined()).isEmpty();
    assertThat(routing.clockMhz()).isEqualTo(50);
    assertThat(report.verification().rtl().bitExact()).isTrue();
    // Six results of the first layer, each of some 19 cycles where it took 8.
    Report.Cycles interval = report.performance().cyclesPerFrame();
    assertThat(interval.measured()).isEqualTo(interval.predicted()).isBetween(96L, 120L);
    assertThat(folder.resolve("out/schedule.yaml")).content().contains("requantizer: serial");
    assertThat(run.out())
        .contains("serial requantizers in first", "requantizers made serial in first");

    // As fast as it can be, it would be slowed: registers it is, and then a lower clock.
    assertSucceeded(build("ulx3s-85f", "--no-bitstream-check"));
    Report.Routing slower = Objects.requireNonNull(report().routing());
    assertThat(slower.serial()).isEmpty();
    assertThat(slower.pipelined()).containsExactly("first");
    assertThat(slower.clockMhz()).isBetween(40.0, 44.0);
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({"hx8k-breakout, 120", "icebreaker, 60", "tang-nano-9k, 150"})
  void aRealDesignIsShippedAtAClockThatItsOwnRouteKeeps(String board, double mhz)
      throws IOException {
    String clock = String.valueOf(mhz);
    assertSucceeded(build(board, "--no-bitstream-check", "--target-fps", "1000", "--clock", clock));

    Report report = report();
    Report.Routing routing = Objects.requireNonNull(report.routing());
    assertThat(routing.attempts().get(0).fmaxMhz()).isLessThan(mhz);
    assertThat(routing.clockMhz()).isLessThan(mhz).isLessThanOrEqualTo(routing.fmaxMhz());
    NextpnrReport shipped = NextpnrReport.read(folder.resolve("out/pnr/report.json"));
    assertThat(shipped.met()).isTrue();
    assertThat(shipped.tightest().achievedMhz()).isEqualTo(routing.fmaxMhz());
    assertThat(folder.resolve("out/board/board.json"))
        .content()
        .contains("\"clockMhz\" : " + routing.clockMhz());
    assertThat(report.performance().clockMhz()).isEqualTo(routing.clockMhz());
    Report.Cycles latency = report.performance().latencyCycles();
    assertThat(latency.measured()).isEqualTo(latency.predicted());
    assertThat(report.verification().rtl().bitExact()).isTrue();
    if (board.equals("hx8k-breakout")) {
      // Products of LUTs are what limits it.
      assertThat(routing.serial()).containsExactlyInAnyOrder("first", "second");
      assertThat(routing.clockMhz()).isGreaterThan(routing.attempts().get(0).fmaxMhz());
    }
  }

  @Test
  void saysThatALoweredClockMissesTheRate() throws IOException {
    standIns("first.u_mac_rows", 30, "no such text", 30);
    // 48 cycles a frame are 1,041,667 frames/s at 50 MHz, and 625,000 at 30.
    CommandLineRun run = build("ulx3s-85f", "--no-bitstream-check", "--target-fps", "1000000");
    assertSucceeded(run);

    assertThat(report().performance().framesPerSecond()).isLessThan(1_000_000);
    assertThat(run.out())
        .contains("limited by    none: the clock was lowered; 1,000,000 frames/s were asked for");
  }

  /**
   * Stand-ins for synthesis of the whole and for place and route.
   *
   * @param cell on the longest path, behind {@code accelerator.u_}
   * @param mhz that every seed reaches
   * @param text in the design's Verilog that makes it faster
   * @param fasterMhz what it then reaches
   */
  private void standIns(String cell, int mhz, String text, int fasterMhz) throws IOException {
    tool(
        "YOSYS",
        "case \"$*\" in *synth.ys*) grep -q 'top tiny_board' synth.ys && echo netlist > synth.json"
            + " ;; *) exec "
            + System.getenv("NN2FPGA_YOSYS")
            + " \"$@\" ;; esac\n",
        "Yosys 0.70");
    tool(
        "NEXTPNR_ECP5",
        """
        while [ $# -gt 0 ]; do
          case $1 in
            --freq) freq=$2 ;;
            --lpf) [ -s "$2" ] || exit 9 ;;
          esac
          shift
        done
        [ -s ../synth.json ] || exit 8
        reached=%s
        ! grep -q '%s' ../../../rtl/tiny.v || reached=%s
        echo config $freq > routed.config
        echo netlist > routed.json
        cell='{"cell": "accelerator.u_%s.x"}'
        cat > report.json <<JSON
        {"fmax": {"clk": {"achieved": $reached, "constraint": $freq}},
         "critical_paths": [{"from": "posedge clk", "to": "posedge clk", "path": [
           {"type": "clk-to-q", "delay": 5.5, "from": $cell, "to": $cell},
           {"type": "routing", "delay": 9.5, "from": $cell, "to": $cell}]}],
         "utilization": {"TRELLIS_COMB": {"used": 2900, "available": 83640}}}
        JSON
        """
            .formatted(mhz, text, fasterMhz, cell),
        "Version nextpnr-0.11.1");
    // --compress --input FILE --bit FILE
    tool("ECPPACK", "cat \"$3\" > \"$5\"\n", "Version 1.4");
  }

  private void tool(String name, String body, String version) throws IOException {
    Path file = folder.resolve("tools").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "#!/bin/sh\n[ \"$1\" != --version ] || { echo '" + version + "'; exit; }\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("NN2FPGA_" + name, file.toString());
  }
}
