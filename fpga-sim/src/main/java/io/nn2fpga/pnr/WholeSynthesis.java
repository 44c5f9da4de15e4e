package io.nn2fpga.pnr;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Synthesis of a whole top level into one flat netlist, with the commands of its family. */
public final class WholeSynthesis {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final String LOG = "yosys.log";
  private static final String SCRIPT = "synth.ys";

  /** Defined where Yosys reads the Verilog, besides its own {@code YOSYS}. */
  public static final String MACRO = "NN2FPGA_SYNTHESIS";

  /** Options that only make sense for modules on their own. */
  private static final List<String> APART = List.of("-noflatten", "-noiopads", "-noiopad");

  private WholeSynthesis() {}

  /**
   * Yosys' script.
   *
   * @param up what leads from its working directory to the build directory, with a slash behind
   */
  static String script(DeviceFamily.Synthesis family, BoardTop top, String up) {
    List<String> lines = new ArrayList<>(reading(top, up));
    if (!family.prepare().isEmpty()) {
      lines.add("proc");
      lines.add("flatten");
    }
    List<String> commands = family.script(top.module());
    lines.addAll(commands.subList(0, commands.size() - 1));
    List<String> last = new ArrayList<>(List.of(commands.get(commands.size() - 1).split(" ")));
    last.removeAll(APART);
    last.addAll(List.of("-json", RouteFiles.SYNTHESIS));
    lines.add(String.join(" ", last));
    return String.join("\n", lines) + "\n";
  }

  /**
   * Yosys' commands that read a top level and choose it.
   *
   * @param up what leads from its working directory to the build directory, with a slash behind
   */
  public static List<String> reading(BoardTop top, String up) {
    return List.of(
        "read_verilog -defer -D"
            + MACRO
            + " "
            + String.join(" ", top.sources().stream().map(source -> up + source).toList()),
        "hierarchy -top " + top.module());
  }

  /**
   * Leaves the netlist, {@code synth.json}, in a directory.
   *
   * @param directory two below the build directory; exists
   * @throws io.nn2fpga.diag.DiagnosticException if Yosys is missing or fails
   */
  public static void run(Toolbox tools, DeviceFamily family, BoardTop top, Path directory) {
    RouteFiles.write(directory.resolve(SCRIPT), script(family.synthesis(), top, "../../"));
    List<String> yosys =
        List.of(tools.require(Tool.YOSYS).toString(), "-Q", "-T", "-l", LOG, "-s", SCRIPT);
    tools.runner().run(ToolCommand.of("synthesis", yosys, directory, LIMIT));
  }
}
