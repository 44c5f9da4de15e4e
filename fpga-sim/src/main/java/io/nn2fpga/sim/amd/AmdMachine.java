package io.nn2fpga.sim.amd;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.RemoteHost;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolStatus;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where AMD's tools run: on this machine, or on another one that has them. */
public final class AmdMachine {
  private static final Duration LIMIT = Duration.ofHours(24);

  /** Processes of a run on another machine, whose processors are not known here. */
  private static final int REMOTE_JOBS = 8;

  private final Toolbox tools;
  private final @Nullable RemoteHost remote;

  private AmdMachine(Toolbox tools, @Nullable RemoteHost remote) {
    this.tools = tools;
    this.remote = remote;
  }

  /** This machine. */
  public static AmdMachine here(Toolbox tools) {
    return new AmdMachine(tools, null);
  }

  /** Another machine; {@code ssh} and {@code rsync} are found in {@code tools}. */
  public static AmdMachine remote(Toolbox tools, RemoteHost host) {
    return new AmdMachine(tools, host);
  }

  /**
   * What is installed there.
   *
   * @throws DiagnosticException if another machine cannot be reached
   */
  public ToolStatus status(Tool tool) {
    return remote == null ? tools.status(tool) : remote.status(tool);
  }

  /**
   * The program of a tool.
   *
   * @throws DiagnosticException if there is no usable one
   */
  Path program(Tool tool) {
    ToolStatus status = status(tool);
    Diagnostic problem = status.problem();
    Path path = status.path();
    if (problem != null || path == null) {
      throw problem == null
          ? new IllegalStateException(tool + " has neither a path nor a problem")
          : new DiagnosticException(problem);
    }
    return path;
  }

  /** Processes that a run may start. */
  int jobs() {
    return remote == null ? Runtime.getRuntime().availableProcessors() : REMOTE_JOBS;
  }

  /**
   * Runs a command in a folder of a build directory, with its logs in the folder's {@code logs/}.
   *
   * @param name of the log files
   * @param inputs folders of the build directory that it reads
   * @param outputs paths in the build directory that are wanted from it
   * @return why it failed; null if it did not
   */
  @Nullable Diagnostic run(
      String name,
      List<String> command,
      Path build,
      String folder,
      Map<String, String> environment,
      List<String> inputs,
      List<String> outputs) {
    Path root = build.toAbsolutePath();
    Path place = root.resolve(folder);
    ToolCommand whole =
        ToolCommand.of(name, new ArrayList<>(command), place, LIMIT)
            .withLogs(place.resolve("logs"))
            .withEnvironment(environment);
    try {
      if (remote == null) {
        tools.runner().run(whole);
      } else {
        remote.run(whole, root, inputs, outputs);
      }
      return null;
    } catch (DiagnosticException e) {
      return e.diagnostics().get(0);
    }
  }
}
