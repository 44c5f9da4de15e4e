package io.nn2fpga.sim.tool;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another machine on which tools run, reached by {@code ssh} without a password; files go there and
 * back by {@code rsync}.
 *
 * <p>It needs an SSH server, bash, mktemp, rsync and the tools. A tool there has a terminal of its
 * own, so that it is ended when the connection ends, whether the time was up, Ctrl-C was pressed,
 * or this machine went down. Safe for several threads.
 */
public final class RemoteHost {
  /** An answer takes seconds where a machine is far away or busy. */
  private static final Duration SHORT = Duration.ofMinutes(2);

  private static final Duration COPYING = Duration.ofHours(1);

  /** {@code ssh}'s own failures; a program there seldom ends so. */
  private static final int SSH_FAILED = 255;

  /** Never a question for a password; a connection that is gone is noticed after 5 minutes. */
  private static final List<String> OPTIONS =
      List.of("-o", "BatchMode=yes", "-o", "ServerAliveInterval=60", "-o", "ServerAliveCountMax=5");

  /**
   * Runs a command in a process group of its own, which is ended when the connection is: by the
   * hang-up of the terminal, or, since not every system tells of it, because the terminal or the
   * server's process is gone.
   */
  private static final String WATCHED =
      """
      set -m
      terminal=0; [ -t 1 ] && terminal=1
      cd PLACE || exit 1
      exec 3>&2 2>/dev/null
      COMMAND </dev/null 2>&3 3>&- & tool=$!
      end() { kill -- -$tool; sleep 2; kill -KILL -- -$tool; rm -rf FOLDER; }
      trap 'end; exit 129' HUP INT TERM
      (
        trap - HUP INT TERM
        while kill -0 $tool && kill -0 $PPID && { [ $terminal = 0 ] || [ -t 1 ]; }; do sleep 1; done
        kill -0 $tool && end
      ) & watch=$!
      wait $tool; code=$?
      kill -- -$watch
      exit $code
      """;

  private static final Pattern FOLDER = Pattern.compile("/[\\w./-]+");
  private static final String MARK = "nn2fpga-remote:";

  private final Toolbox tools;
  private final String host;
  private final @Nullable String setup;
  private final Map<Tool, ToolStatus> known = new ConcurrentHashMap<>();

  /**
   * A machine.
   *
   * @param tools where {@code ssh} and {@code rsync} are found
   * @param host as {@code ssh} takes it: a name, {@code user@name}, or a section of its
   *     configuration
   * @param setup a file there that bash sources before each tool, for example Vivado's {@code
   *     settings64.sh}; null if the tools are on PATH of a login shell
   * @throws DiagnosticException if the name is none
   */
  public RemoteHost(Toolbox tools, String host, @Nullable String setup) {
    if (host.isBlank() || host.startsWith("-") || host.matches(".*[\\s:].*")) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "--remote '" + host + "' is no name of a machine",
              "give it as ssh takes it: HOST, USER@HOST, or a name of ~/.ssh/config"));
    }
    this.tools = tools;
    this.host = host;
    this.setup = setup;
  }

  /** The name, for messages. */
  public String name() {
    return host;
  }

  /**
   * What there is of a tool on that machine.
   *
   * @throws DiagnosticException if the machine cannot be reached
   */
  public ToolStatus status(Tool tool) {
    return known.computeIfAbsent(tool, this::look);
  }

  private ToolStatus look(Tool tool) {
    StringBuilder script = new StringBuilder();
    for (String program : tool.programs()) {
      script.append("if p=$(command -v ").append(quote(program)).append("); then echo ");
      script.append(MARK).append("\"$p\"; \"$p\" ").append(tool.versionOption());
      script.append(" 2>&1; exit 0; fi; ");
    }
    String printed = ask(script + "true");
    String path = marked(printed);
    if (path == null) {
      return new ToolStatus(
          tool,
          null,
          null,
          Diagnostic.of(
              Code.TOOL_MISSING,
              tool.program() + " is not on PATH on " + host,
              "name the script that sets it up there, for example --remote-setup"
                  + " /tools/Xilinx/Vivado/2023.2/settings64.sh"));
    }
    ToolVersion version = ToolVersion.find(tool.versionPattern(), printed);
    ToolVersion minimum = tool.minimum();
    Diagnostic problem = null;
    if (minimum != null && (version == null || version.compareTo(minimum) < 0)) {
      problem =
          Diagnostic.of(
              Code.TOOL_TOO_OLD,
              tool.program()
                  + " on "
                  + host
                  + " is "
                  + (version == null ? "of an unknown version" : "version " + version)
                  + ", but "
                  + minimum
                  + " or newer is needed",
              host + ":" + path,
              "name the set-up script of a newer one by --remote-setup");
    }
    return new ToolStatus(tool, Path.of(path), version, problem);
  }

  /**
   * Runs a command in a copy of folders of a directory, and brings results back, also of a command
   * that fails. The copy is removed.
   *
   * @param command run in {@code command.directory()}, which is {@code root} or below it; its
   *     program is one of that machine
   * @param root the directory on this machine
   * @param inputs folders of {@code root} that are copied
   * @param outputs paths in {@code root} that are brought back as far as they exist then
   * @throws DiagnosticException as {@link ToolRunner#run}; also if the machine cannot be reached or
   *     a copy fails
   */
  public void run(ToolCommand command, Path root, List<String> inputs, List<String> outputs) {
    tools.require(Tool.RSYNC);
    String folder =
        marked(
            ask("d=$(mktemp -d \"${TMPDIR:-/tmp}/nn2fpga-XXXXXXXX\") && echo " + MARK + "\"$d\""));
    if (folder == null || !FOLDER.matcher(folder).matches()) {
      throw failed("no temporary folder could be made on " + host, null);
    }
    // What breaks first says most; the rest is tried all the same.
    List<DiagnosticException> failures = new ArrayList<>();
    List<Runnable> steps =
        List.of(
            () -> {
              copyThere(command, root, inputs, folder);
              start(command, root, folder);
            },
            () -> copyBack(command, root, outputs, folder),
            () -> ask("rm -rf " + quote(folder)));
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (DiagnosticException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  private void copyThere(ToolCommand command, Path root, List<String> inputs, String folder) {
    List<String> copy = rsync();
    inputs.forEach(copy::add);
    copy.add(host + ":" + folder + "/");
    tools
        .runner()
        .run(
            ToolCommand.of(command.name() + ".copy-there", copy, root, COPYING)
                .withLogs(command.logs()));
  }

  private void copyBack(ToolCommand command, Path root, List<String> outputs, String folder) {
    List<String> copy = rsync();
    copy.addAll(List.of("--relative", "--ignore-missing-args"));
    // The dot is where --relative starts.
    outputs.forEach(output -> copy.add(host + ":" + folder + "/./" + output));
    copy.add("./");
    tools
        .runner()
        .run(
            ToolCommand.of(command.name() + ".copy-back", copy, root, COPYING)
                .withLogs(command.logs()));
  }

  private List<String> rsync() {
    List<String> command = new ArrayList<>();
    command.add(tools.require(Tool.RSYNC).toString());
    command.addAll(
        List.of(
            "-a",
            "-e",
            quote(tools.require(Tool.SSH).toString()) + " " + String.join(" ", OPTIONS)));
    return command;
  }

  private void start(ToolCommand command, Path root, String folder) {
    StringBuilder start = new StringBuilder();
    command.environment().forEach((name, value) -> start.append(name + "=" + quote(value) + " "));
    command.command().forEach(word -> start.append(quote(word)).append(' '));
    String script =
        WATCHED
            .replace("FOLDER", folder)
            .replace("PLACE", quote(folder + "/" + root.relativize(command.directory())))
            .replace("COMMAND", "env " + start);
    List<String> ssh = ssh("-tt", script);
    ToolCommand there =
        new ToolCommand(command.name(), ssh, root, command.logs(), Map.of(), command.limit());
    ToolResult result = tools.runner().attempt(there);
    if (result.exitCode() == SSH_FAILED) {
      throw failed(
          "the connection to " + host + " broke: " + ErrorLine.find(result.stderr(), ""),
          result.stderrLog().toString());
    }
    if (result.exitCode() != 0) {
      String line = ErrorLine.find("", result.stdout());
      throw new DiagnosticException(
          Diagnostic.of(
              Code.TOOL_FAILED,
              command.program()
                  + " on "
                  + host
                  + " failed with exit code "
                  + result.exitCode()
                  + (line.isEmpty() ? " and printed nothing" : ": " + line),
              result.stdoutLog().toString(),
              "the file above holds all that it printed"));
    }
  }

  /** What a short script there prints. */
  private String ask(String script) {
    ToolRunner.Answer answer = tools.runner().ask(ssh("-T", script), SHORT);
    if (answer.exitCode() != 0) {
      String line = ErrorLine.find(answer.text(), "");
      throw failed(host + " cannot be reached" + (line.isEmpty() ? "" : ": " + line), null);
    }
    return answer.text();
  }

  private static @Nullable String marked(String printed) {
    return printed
        .lines()
        .filter(l -> l.startsWith(MARK))
        .map(l -> l.substring(MARK.length()).strip())
        .findFirst()
        .orElse(null);
  }

  private List<String> ssh(String terminal, String script) {
    String whole = setup == null ? script : ". " + quote(setup) + " >&2 || exit 1; " + script;
    List<String> command = new ArrayList<>();
    command.add(tools.require(Tool.SSH).toString());
    command.addAll(OPTIONS);
    command.addAll(List.of(terminal, host, "bash -lc " + quote(whole)));
    return command;
  }

  private DiagnosticException failed(String message, @Nullable String at) {
    String hint =
        "'ssh " + host + " true' must work without a password, and rsync must be there too";
    return new DiagnosticException(
        at == null
            ? Diagnostic.of(Code.TOOL_FAILED, message, hint)
            : Diagnostic.of(Code.TOOL_FAILED, message, at, hint));
  }

  /** A word for a POSIX shell. */
  static String quote(String word) {
    return word.matches("[\\w./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
