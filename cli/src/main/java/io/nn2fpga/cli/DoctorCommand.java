package io.nn2fpga.cli;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolStatus;
import io.nn2fpga.sim.tool.ToolVersion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Shows which tools are installed, what they are for, and how to get those that are missing. */
@Command(
    name = "doctor",
    description = "Show the external tools: found, needed, what for, how to install.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  /**
   * Returns 0.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if a tool that every build needs is missing or too
   *     old: exit code 3
   */
  @Override
  public Integer call() {
    Session session = main.session();
    List<ToolStatus> found = session.toolbox().inspect();
    TextTable table = new TextTable("tool", "found", "needed", "what for", "to install");
    table.row("java", Runtime.version().toString(), "17", "runs nn2fpga", "");
    found.forEach(status -> table.row(cells(status)));
    table.lines().forEach(session.out()::println);
    Diagnostics problems = new Diagnostics();
    for (ToolStatus status : found) {
      Diagnostic problem = status.problem();
      if (problem != null && status.tool().need() == Tool.Need.REQUIRED) {
        problems.add(problem);
      }
    }
    problems.throwIfAny();
    return 0;
  }

  private static String[] cells(ToolStatus status) {
    Tool tool = status.tool();
    return new String[] {
      tool.program(),
      found(status),
      needed(tool),
      tool.purpose(),
      status.usable() ? "" : tool.install()
    };
  }

  private static String found(ToolStatus status) {
    if (status.path() == null) {
      return "-";
    }
    ToolVersion version = status.version();
    String text = version == null ? "unknown version" : version.text();
    return status.usable() ? text : text + " (too old)";
  }

  private static String needed(Tool tool) {
    ToolVersion minimum = tool.minimum();
    String version = minimum == null ? "any" : ">= " + minimum;
    return tool.need() == Tool.Need.REQUIRED ? version : version + ", optional";
  }
}
