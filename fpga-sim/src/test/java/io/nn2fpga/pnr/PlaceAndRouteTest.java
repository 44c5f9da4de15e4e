package io.nn2fpga.pnr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.Boards;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about a missed clock, with stand-ins that reach what a test tells them. */
class PlaceAndRouteTest {
  private static final Design DESIGN = PnrDesigns.small();

  @TempDir Path directory;
  private Path build;
  private final List<Double> written = new ArrayList<>();

  @BeforeEach
  void makeTools() throws IOException {
    build = Files.createDirectories(directory.resolve("build"));
    program("yosys", "echo netlist > synth.json");
    // Reads what it shall reach for a seed from a table: seed, MHz.
    program(
        "nextpnr-ice40",
        """
        while [ $# -gt 0 ]; do
          case $1 in
            --freq) freq=$2 ;;
            --seed) seed=$2 ;;
          esac
          shift
        done
        echo "$freq $seed" >> %1$s/routes
        reached=$(sed -n "s/^$seed //p" %1$s/reaches)
        [ -e %1$s/short ] && echo "Warning: Hold/min time violation for clock 'posedge clk':" >&2
        echo netlist $freq $seed > routed.json
        echo bits $freq $seed > routed.asc
        printf '{"fmax": {"clk": {"achieved": %%s, "constraint": %%s}}}' $reached $freq > report.json
        """
            .formatted(directory));
    program("icepack", "cp \"$1\" \"$2\"");
    seeds("60", "60", "60", "60", "60");
  }

  private void program(String name, String body) throws IOException {
    Path file = directory.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    String version = "[ \"$1\" != --version ] || { echo \"Yosys 0.70 Version 0.11.1\"; exit; }\n";
    Files.writeString(file, "#!/bin/sh\n" + version + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What each seed reaches, in MHz. */
  private void seeds(String... mhz) throws IOException {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < mhz.length; i++) {
      table.append(i + 1).append(' ').append(mhz[i]).append('\n');
    }
    Files.writeString(directory.resolve("reaches"), table);
  }

  private PlaceAndRoute flow(int processors) {
    Map<String, String> environment = Map.of("PATH", directory.resolve("bin").toString());
    Toolbox tools = new Toolbox(ToolLocations.fromEnvironment(environment), new ToolRunner());
    return new PlaceAndRoute(tools, Boards.find("icebreaker"), build, progress -> {}, processors);
  }

  /** A board that makes every whole clock from 16 MHz on. */
  private BoardTop top(double mhz) {
    written.add(mhz);
    return new BoardTop(
        "net_board", List.of("rtl/net.v"), "board/pins.pcf", Math.max(16, Math.floor(mhz)));
  }

  @Test
  void takesTheFirstSeedThatKeepsTheClock() throws IOException {
    PlaceAndRoute flow = flow(2);
    RoutedDesign routed = flow.route(DESIGN, top(50));

    assertThat(routed.met()).isTrue();
    assertThat(flow.attempts()).containsExactly(new PlaceAndRoute.Attempt(50, 1, 60, 0));
    assertThat(flow.finish(routed, "net")).isEqualTo("bitstream/net.bin");
    assertThat(build.resolve("bitstream/net.bin")).hasContent("bits 50.0 1");
    assertThat(build.resolve("pnr/synth.json")).exists();
    assertThat(build.resolve("pnr/routed.json")).hasContent("netlist 50.0 1");
    assertThat(build.resolve("pnr/report.json")).exists();
    assertThat(build.resolve("pnr/try1")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void triesOtherSeedsAndFindsTheSameOnAnyMachine(int processors) throws IOException {
    seeds("47", "49", "48", "51", "55");
    PlaceAndRoute flow = flow(processors);

    RoutedDesign routed = flow.route(DESIGN, top(50));

    assertThat(routed.seed()).isEqualTo(4);
    assertThat(routed.met()).isTrue();
    assertThat(flow.attempts()).extracting(PlaceAndRoute.Attempt::seed).containsExactly(1, 2, 3, 4);
  }

  @Test
  void lowersTheClockToOneThatIsKeptAndNeverShipsAnother() throws IOException {
    seeds("44.2", "45.7", "43", "44", "45");
    PlaceAndRoute flow = flow(2);

    RoutedDesign missed = flow.route(DESIGN, top(50));
    assertThat(missed.met()).isFalse();
    assertThat(missed.seed()).isEqualTo(2);
    assertThatThrownBy(() -> flow.finish(missed, "net")).isInstanceOf(IllegalStateException.class);
    assertThat(build.resolve("bitstream")).doesNotExist();

    RoutedDesign lowered = flow.lowered(DESIGN, missed, this::top);
    assertThat(lowered.met()).isTrue();
    assertThat(lowered.top().clockMhz()).isEqualTo(45);
    assertThat(written).containsExactly(50.0, 45.7);
    flow.finish(lowered, "net");
    assertThat(build.resolve("bitstream/net.bin")).hasContent("bits 45.0 2");
  }

  @Test
  void doesNotTrySeedsWhereTheyCannotHelp() throws IOException {
    seeds("20", "60", "60", "60", "60");
    PlaceAndRoute flow = flow(2);

    assertThat(flow.route(DESIGN, top(50)).met()).isFalse();
    assertThat(directory.resolve("routes")).hasContent("50.0 1");
  }

  @Test
  void triesSeedsForAClockThatAnotherRouteReached() throws IOException {
    PlaceAndRoute flow = flow(1);
    flow.route(DESIGN, top(50));
    seeds("20", "21", "51");

    RoutedDesign routed = flow.route(DESIGN, top(50));
    assertThat(routed.met()).isTrue();
    assertThat(routed.seed()).isEqualTo(3);
  }

  @Test
  void raisesTheClockAsFarAsItIsKept() throws IOException {
    PlaceAndRoute flow = flow(1);
    RoutedDesign raised = flow.raised(DESIGN, flow.route(DESIGN, top(30)), 1000, 4, this::top);

    assertThat(raised.met()).isTrue();
    assertThat(raised.top().clockMhz()).isEqualTo(60);
    // The files on disk are those of the result.
    assertThat(written.get(written.size() - 1)).isEqualTo(60.0);
  }

  @Test
  void raisesTheClockNoFurtherThanItIsWanted() throws IOException {
    PlaceAndRoute flow = flow(1);
    RoutedDesign raised = flow.raised(DESIGN, flow.route(DESIGN, top(30)), 40.5, 4, this::top);

    assertThat(raised.met()).isTrue();
    assertThat(raised.top().clockMhz()).isEqualTo(40);
    assertThat(written).containsExactly(30.0, 40.5, 40.5, 40.0);
  }

  @Test
  void saysSoWhenNoClockIsKept() throws IOException {
    seeds("7", "7", "7", "7", "7");
    PlaceAndRoute flow = flow(1);

    assertThatThrownBy(() -> flow.lowered(DESIGN, flow.route(DESIGN, top(50)), this::top))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[timing-missed]")
        .hasMessageContaining("7.00 MHz was reached for 16.00 MHz");
  }

  @Test
  void neverShipsPathsThatAreTooShort() throws IOException {
    Files.createFile(directory.resolve("short"));
    PlaceAndRoute flow = flow(2);

    RoutedDesign routed = flow.route(DESIGN, top(50));

    assertThat(routed.met()).isFalse();
    assertThat(flow.attempts()).hasSize(PlaceAndRoute.SEEDS);
    assertThatThrownBy(() -> flow.lowered(DESIGN, routed, this::top))
        .hasMessageContaining("1 paths are too short at any clock");
  }

  @Test
  void saysThatADesignDoesNotFit() throws IOException {
    program(
        "nextpnr-ice40",
        "echo \"ERROR: Unable to place cell 'x', no BELs remaining to implement cell type"
            + " 'ICESTORM_RAM'\" >&2; exit 255\n");

    assertThatThrownBy(() -> flow(1).route(DESIGN, top(50)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[does-not-fit]: the routed design does not fit icebreaker")
        .hasMessageContaining("ICESTORM_RAM");
  }

  @Test
  void synthesizesTheWholeTopFlatAndWithoutUnsafePasses() throws IOException {
    flow(1).route(DESIGN, top(50));

    String script = Files.readString(build.resolve("pnr/try1/synth.ys"));
    assertThat(script)
        .startsWith("read_verilog -defer -DNN2FPGA_SYNTHESIS ../../rtl/net.v\n")
        .contains("\nhierarchy -top net_board\n")
        .contains("-top net_board -json synth.json")
        .doesNotContain("noflatten")
        .doesNotContain("ice40_dsp")
        .doesNotContain(" -dsp");
  }
}
