package io.nn2fpga.cli.build;

import io.nn2fpga.cli.diagram.Diagrams;
import io.nn2fpga.cli.diagram.SvgDrawing;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.text.GraphPrinter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The graphs of a build as text: {@code graph/nn.txt} (the imported model), {@code graph/int.txt}
 * and {@code graph/flow.txt}; and as drawings beside them, that of the int level by layers.
 *
 * <p>The int graph is the definition of what the accelerator computes, so it is written in full up
 * to a megabyte; the others, and a larger one, are written without their long constants.
 */
public final class GraphFiles {
  private static final int FULL_BELOW = 1_000_000;

  private GraphFiles() {}

  /** The files by their paths in the build directory. */
  static Map<String, String> of(Graph nn, Graph integer, Graph flow) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(file(Level.NN), GraphPrinter.printElided(nn));
    String full = GraphPrinter.print(integer);
    files.put(
        file(Level.INT), full.length() < FULL_BELOW ? full : GraphPrinter.printElided(integer));
    files.put(file(Level.FLOW), GraphPrinter.printElided(flow));
    return files;
  }

  /**
   * The drawings by their paths in the build directory.
   *
   * @param layers the drawing of the int level
   */
  static Map<String, String> drawings(Graph nn, String layers, Graph flow) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(drawing(Level.NN), SvgDrawing.of(Diagrams.model(nn)));
    files.put(drawing(Level.INT), layers);
    files.put(drawing(Level.FLOW), SvgDrawing.of(Diagrams.actors(flow)));
    return files;
  }

  private static String file(Level level) {
    return "graph/" + level.name().toLowerCase(Locale.ROOT) + ".txt";
  }

  private static String drawing(Level level) {
    return "graph/" + level.name().toLowerCase(Locale.ROOT) + ".svg";
  }

  /**
   * The text of a build's graph.
   *
   * @param directory the build directory
   * @param named how the user named it
   * @throws DiagnosticException if it is no build directory or the file cannot be read
   */
  public static String read(Path directory, Path named, Level level) {
    return BuildDirectory.read(directory, named, file(level));
  }
}
