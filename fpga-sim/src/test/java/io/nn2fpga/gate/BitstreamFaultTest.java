package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.sim.TestTools;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One bit of what place and route made is changed, of a LUT, a route and a block RAM in turn: the
 * check notices. On the HX8K it is a bit of the bitstream file, on the UP5K one of the routed
 * netlist.
 */
@Tag("full")
class BitstreamFaultTest {
  private static final int EACH = 2;

  /** Every model runs once, so what the compiler would gain it would not gain back. */
  private static final String ONCE = "-O0";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Columns of a logic tile's configuration that are its LUTs: the rest are routes. */
  private static final int LUTS_FROM = 36;

  private static final int LUTS_TO = 46;

  private final Random random = new Random(20_251_125);

  /** Makes a fault of a kind; returns what runs samples. */
  private interface Mutation {
    GateCheck.Subject of(String kind, Path work) throws IOException;
  }

  @Test
  void faultsInTheBitstreamOfAnHx8kAreNoticed() throws IOException {
    RoutedBoard board = new RoutedBoard("hx8k-breakout", 0).route();
    List<String> configuration = Files.readAllLines(board.build().resolve("pnr/routed.asc"));
    faultsAreNoticed(
        board,
        (kind, work) -> {
          List<String> changed = new ArrayList<>(configuration);
          switch (kind) {
            case "ram" -> changeMemory(changed);
            case "lut" -> clearTileBit(changed, true);
            case "route" -> clearTileBit(changed, false);
            default -> {}
          }
          Files.write(work.resolve("fault.asc"), changed);
          TestTools.toolbox()
              .runner()
              .run(
                  ToolCommand.of(
                      "icepack",
                      List.of(
                          TestTools.toolbox().require(Tool.ICEPACK).toString(),
                          "fault.asc",
                          "fault.bin"),
                      work,
                      LIMIT));
          return board.check(ONCE).ofBitstream(work.resolve("fault.bin"), work);
        });
  }

  @Test
  void faultsInTheRoutedNetlistOfAUp5kAreNoticed() throws IOException {
    RoutedBoard board = new RoutedBoard("icebreaker", 0).route();
    Path routed = board.build().resolve("pnr/routed.json");
    faultsAreNoticed(
        board,
        (kind, work) -> {
          Netlist netlist = Netlist.read(routed);
          switch (kind) {
            case "ram" -> changeParameter(netlist, "ICESTORM_RAM", "INIT_");
            case "lut" -> changeParameter(netlist, "ICESTORM_LC", "LUT_INIT");
            case "route" -> exchangeInputs(netlist);
            default -> {}
          }
          return board.check(ONCE).ofNetlist(netlist, work);
        });
  }

  private static void faultsAreNoticed(RoutedBoard board, Mutation mutation) throws IOException {
    String name = board.board().name();
    GateCheck.Subject whole = mutation.of("none", directory(board, "none"));
    GateCheck.Answers right = answers(board, whole, "none");
    assertThat(right.difference()).isNull();
    Lockstep lockstep = whole.lockstep();
    System.out.printf(
        "%s: %d of %d bits of registers are compared, %d of them were 0 and 1%n",
        name, lockstep.compared(), lockstep.all(), right.found().exercised());
    assertThat(lockstep.compared()).isGreaterThan(lockstep.all() * 4 / 5);
    int noticed = 0;
    for (String kind : List.of("ram", "lut", "route")) {
      FaultCounts counts = new FaultCounts(name + ", " + kind);
      for (int i = 0; i < EACH; i++) {
        String place = kind + i;
        GateCheck.Subject subject = mutation.of(kind, directory(board, place));
        counts.add(answers(board, subject, place), right.found().digest());
      }
      noticed += counts.areNoticed();
    }
    assertThat(noticed).isGreaterThanOrEqualTo(EACH);
  }

  private static Path directory(RoutedBoard board, String name) throws IOException {
    return Files.createDirectories(board.build().resolve("sim").resolve("fault_" + name));
  }

  private static GateCheck.Answers answers(
      RoutedBoard board, GateCheck.Subject subject, String place) throws IOException {
    return board
        .check()
        .answers(
            subject, board.conversation(2), directory(board, place), List.of("--limit", "60000"));
  }

  /** Inverts the highest bit that is 1 of a word in some block RAM's initial contents. */
  private void changeMemory(List<String> configuration) {
    List<Integer> lines = new ArrayList<>();
    boolean inside = false;
    for (int i = 0; i < configuration.size(); i++) {
      String line = configuration.get(i);
      inside = line.startsWith(".") ? line.startsWith(".ram_data") : inside;
      if (inside && !line.startsWith(".") && line.matches("[0-9a-f]*[1-9a-f][0-9a-f]*")) {
        lines.add(i);
      }
    }
    int at = lines.get(random.nextInt(lines.size()));
    StringBuilder line = new StringBuilder(configuration.get(at));
    List<Integer> digits = new ArrayList<>();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != '0') {
        digits.add(i);
      }
    }
    int place = digits.get(random.nextInt(digits.size()));
    int digit = Character.digit(line.charAt(place), 16);
    line.setCharAt(place, Character.forDigit(digit ^ Integer.highestOneBit(digit), 16));
    configuration.set(at, line.toString());
  }

  /** Clears a bit that is 1 of some logic tile: of its LUTs, or of its routes. */
  private void clearTileBit(List<String> configuration, boolean lut) {
    List<int[]> bits = new ArrayList<>();
    boolean inside = false;
    for (int i = 0; i < configuration.size(); i++) {
      String line = configuration.get(i);
      inside = line.startsWith(".") ? line.startsWith(".logic_tile") : inside;
      for (int column = 0; inside && column < line.length(); column++) {
        boolean ofLut = column >= LUTS_FROM && column < LUTS_TO;
        if (line.charAt(column) == '1' && ofLut == lut) {
          bits.add(new int[] {i, column});
        }
      }
    }
    int[] bit = bits.get(random.nextInt(bits.size()));
    StringBuilder line = new StringBuilder(configuration.get(bit[0]));
    line.setCharAt(bit[1], '0');
    configuration.set(bit[0], line.toString());
  }

  /** Clears a bit that is 1 of a parameter of some cell of a type. */
  private void changeParameter(Netlist netlist, String type, String parameter) {
    List<Runnable> changes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> cell : netlist.cells().properties()) {
      if (!cell.getValue().path("type").asText().equals(type)) {
        continue;
      }
      ObjectNode parameters = (ObjectNode) cell.getValue().get("parameters");
      for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
        String bits = entry.getValue().asText();
        if (entry.getKey().startsWith(parameter) && bits.matches("[01x]*1[01x]*")) {
          int at = bits.indexOf('1', random.nextInt(bits.lastIndexOf('1') + 1));
          String changed = bits.substring(0, at) + '0' + bits.substring(at + 1);
          changes.add(() -> parameters.put(entry.getKey(), changed));
        }
      }
    }
    assertThat(changes).as(type + " " + parameter).isNotEmpty();
    changes.get(random.nextInt(changes.size())).run();
  }

  /** Exchanges the nets at two inputs of a LUT, as a wrong switch on the way would. */
  private void exchangeInputs(Netlist netlist) {
    List<ObjectNode> cells = new ArrayList<>();
    for (Map.Entry<String, JsonNode> cell : netlist.cells().properties()) {
      JsonNode connections = cell.getValue().path("connections");
      if (cell.getValue().path("type").asText().equals("ICESTORM_LC")
          && connections.path("I0").path(0).isInt()
          && connections.path("I1").path(0).isInt()) {
        cells.add((ObjectNode) connections);
      }
    }
    assertThat(cells).isNotEmpty();
    ObjectNode chosen = cells.get(random.nextInt(cells.size()));
    JsonNode first = chosen.get("I0");
    chosen.set("I0", chosen.get("I1"));
    chosen.set("I1", first);
  }
}
