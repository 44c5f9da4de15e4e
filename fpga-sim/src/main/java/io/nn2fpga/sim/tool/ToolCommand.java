package io.nn2fpga.sim.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One start of an external tool.
 *
 * @param name names the log files {@code <name>.stdout.log} and {@code <name>.stderr.log}; a file
 *     name without a path, for example {@code verilate}
 * @param command the program and its arguments; not empty, no shell is involved
 * @param directory the working directory; must exist
 * @param logs the directory of the log files; created when missing
 * @param environment variables added to those that the tool inherits
 * @param limit how long the tool may run; positive
 */
public record ToolCommand(
    String name,
    List<String> command,
    Path directory,
    Path logs,
    Map<String, String> environment,
    Duration limit) {

  /** Copies the collections and checks the values. */
  public ToolCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    if (name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException("not a file name: '" + name + "'");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("time limit " + limit + " is not positive");
    }
  }

  /** A command that runs in {@code directory} and keeps its logs there. */
  public static ToolCommand of(String name, List<String> command, Path directory, Duration limit) {
    return new ToolCommand(name, command, directory, directory, Map.of(), limit);
  }

  /** The same command with its log files in another directory. */
  public ToolCommand withLogs(Path directoryOfLogs) {
    return new ToolCommand(name, command, directory, directoryOfLogs, environment, limit);
  }

  /** The same command with these variables in place of those added before. */
  public ToolCommand withEnvironment(Map<String, String> variables) {
    return new ToolCommand(name, command, directory, logs, variables, limit);
  }

  /** The program's file name, for messages. */
  public String program() {
    Path file = Path.of(command.get(0)).getFileName();
    return file == null ? command.get(0) : file.toString();
  }

  Path stdoutLog() {
    return logs.resolve(name + ".stdout.log");
  }

  Path stderrLog() {
    return logs.resolve(name + ".stderr.log");
  }
}
