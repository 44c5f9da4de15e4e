package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.text.GraphParser;
import io.nn2fpga.ir.text.GraphPrinter;
import io.nn2fpga.ir.text.OperationTable;
import io.nn2fpga.op.Folding;
import io.nn2fpga.pass.Pass;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.RealRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@code src/test/ir/PASS/CASE.ir}: its first line names the pass and its options, the
 * rest is the graph; {@code CASE.out} beside it holds the graph that has to come out, or the
 * diagnostics.
 *
 * <p>Options: {@code --fold LAYER=PE,SIMD,PX} for {@code streaming}, {@code --range VALUE=MIN,MAX}
 * for {@code quantize}, {@code --kernels SET=} for {@code lower-quantized}; {@code none} only reads
 * and prints.
 */
class PassFilesTest {
  private static final Path ROOT = Path.of("src/test/ir");
  private static final String RUN = "// RUN: --pass ";
  private static final OperationTable TABLE = OperationTable.ofClassPath();

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().endsWith(".ir"))
          .map(ROOT::relativize)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheExpectedText(Path file) throws IOException {
    Path expected = ROOT.resolve(file.toString().replaceFirst("ir$", "out"));
    String outcome = outcome(Files.readString(ROOT.resolve(file)), file.toString());
    if (Boolean.getBoolean("nn2fpga.update.ir")) {
      Files.writeString(expected, outcome);
    }
    assertThat(outcome).isEqualTo(Files.readString(expected));
  }

  @Test
  void everyPassHasAFile() throws IOException {
    Set<String> folders = new HashSet<>();
    cases().forEach(file -> folders.add(file.getName(0).toString()));
    passes().forEach(p -> assertThat(folders).contains(p.name()));
    assertThat(folders).contains("quantize", "lower-quantized", "streaming");
  }

  @Test
  void everyOperationIsReadAndPrinted() throws IOException {
    Map<Level, Set<Class<?>>> held = new EnumMap<>(Level.class);
    for (Path file : cases()) {
      if (file.startsWith("round-trip")) {
        Graph graph =
            GraphParser.parse(Files.readString(ROOT.resolve(file)), file.toString(), TABLE);
        for (Node node : graph.nodes()) {
          Class<? extends Operation> type = node.op().getClass();
          assertThat(node.op().mnemonic()).isEqualTo(OperationTable.mnemonic(type));
          held.computeIfAbsent(graph.level(), level -> new HashSet<>()).add(type);
        }
      }
    }
    for (Level level : Level.values()) {
      assertThat(held.get(level)).isEqualTo(new HashSet<>(TABLE.types(level)));
    }
  }

  private static String outcome(String text, String name) {
    String line = text.lines().findFirst().orElse("");
    assertThat(line).startsWith(RUN);
    List<String> words = List.of(line.substring(RUN.length()).split(" +", -1));
    try {
      Graph graph = GraphParser.parse(text, name, TABLE);
      Verifier.verify(graph, "parsing");
      return printed(run(words.get(0), words.subList(1, words.size()), graph));
    } catch (DiagnosticException e) {
      return e.getMessage() + "\n";
    }
  }

  private static String printed(Graph graph) {
    Verifier.verify(graph, "the pass");
    String text = GraphPrinter.print(graph);
    Graph again = GraphParser.parse(text, "printed", TABLE);
    assertThat(again).isEqualTo(graph);
    assertThat(GraphPrinter.print(again)).isEqualTo(text);
    return text;
  }

  private static Graph run(String name, List<String> options, Graph graph) {
    return switch (name) {
      case "none" -> graph;
      case "quantize" ->
          Pipelines.quantize(graph, calibration(options), QuantizationOptions.eightBits()).graph();
      case "lower-quantized" ->
          Pipelines.lowerQuantized(
                  Pipelines.quantizedSimplification().run(graph),
                  KernelSet.valueOf(settings("--kernels", options).keySet().iterator().next()))
              .graph();
      case "streaming" -> Streaming.lower(graph, schedule(options));
      default -> pass(name).run(graph);
    };
  }

  private static Pass pass(String name) {
    return passes().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pass " + name));
  }

  private static Calibration calibration(List<String> options) {
    Map<String, RealRange> ranges = new HashMap<>();
    settings("--range", options)
        .forEach(
            (value, range) ->
                ranges.put(
                    value,
                    new RealRange(
                        Double.parseDouble(range.get(0)), Double.parseDouble(range.get(1)))));
    return new Calibration(ranges);
  }

  private static Schedule schedule(List<String> options) {
    Map<String, Folding> layers = new HashMap<>();
    settings("--fold", options)
        .forEach(
            (layer, folding) -> {
              List<Integer> n = folding.stream().map(Integer::valueOf).toList();
              layers.put(layer, new Folding(n.get(0), n.get(1), n.get(2)));
            });
    return new Schedule("board", 100, layers, Map.of());
  }

  /** {@code OPTION KEY=A,B} for each pair of words. */
  private static Map<String, List<String>> settings(String option, List<String> words) {
    Map<String, List<String>> settings = new TreeMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      assertThat(words.get(i)).isEqualTo(option);
      int equals = words.get(i + 1).indexOf('=');
      settings.put(
          words.get(i + 1).substring(0, equals),
          new ArrayList<>(List.of(words.get(i + 1).substring(equals + 1).split(",", -1))));
    }
    return settings;
  }

  private static List<Pass> passes() {
    return Stream.of(
            Pipelines.simplificationSteps(),
            Pipelines.equalizationSteps(),
            Pipelines.quantizedSimplificationSteps(),
            Pipelines.integerSimplificationSteps())
        .flatMap(List::stream)
        .map(Pipelines.Step::pass)
        .toList();
  }
}
