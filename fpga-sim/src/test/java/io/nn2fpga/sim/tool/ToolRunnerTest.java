package io.nn2fpga.sim.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path directory;

  private final ToolRunner runner = new ToolRunner();

  @Test
  void keepsTheOutputInLogFiles() throws IOException {
    Path tool = Scripts.write(directory, "tool", "echo \"out $1 $COLOUR\"", "echo err >&2", "pwd");
    Path work = Files.createDirectory(directory.resolve("work"));
    Path logs = directory.resolve("deep/logs");
    ToolCommand command =
        ToolCommand.of("first", List.of(tool.toString(), "a b"), work, LONG)
            .withLogs(logs)
            .withEnvironment(Map.of("COLOUR", "blue"));

    ToolResult result = runner.run(command);

    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout()).isEqualTo("out a b blue\n" + work.toRealPath() + "\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.stdoutLog()).isEqualTo(logs.resolve("first.stdout.log"));
    assertThat(result.stderrLog()).isEqualTo(logs.resolve("first.stderr.log"));
    assertThat(result.elapsed()).isBetween(Duration.ofNanos(1), LONG);
  }

  @Test
  void showsTheToolsOwnErrorLine() throws IOException {
    Path tool =
        Scripts.write(
            directory, "compile", "echo start", "echo 'top.v:3: error: no port x' >&2", "exit 7");

    DiagnosticException thrown = failureOf(tool, LONG);

    assertThat(thrown.exitCode()).isEqualTo(3);
    assertThat(thrown)
        .hasMessage(
            """
            error[tool-failed]: compile failed with exit code 7: top.v:3: error: no port x
              at %s
              hint: the file above holds all that it printed"""
                .formatted(directory.resolve("run.stderr.log")));
  }

  @Test
  void saysThatAToolPrintedNothing() throws IOException {
    Path tool = Scripts.write(directory, "silent", "exit 1");

    assertThat(failureOf(tool, LONG))
        .hasMessageStartingWith(
            "error[tool-failed]: silent failed with exit code 1 and printed nothing\n");
  }

  @Test
  void blamesTheDiskWhenItIsFull() throws IOException {
    Path tool =
        Scripts.write(
            directory,
            "writer",
            "echo 'error: something else' >&2",
            "echo 'x.o: No space left on device' >&2",
            "exit 1");

    DiagnosticException thrown = failureOf(tool, LONG);

    assertThat(thrown.exitCode()).isEqualTo(1);
    assertThat(thrown)
        .hasMessage(
            """
            error[file-not-writable]: the disk is full: x.o: No space left on device
              at %s
              hint: free some space and run the same command again"""
                .formatted(directory.resolve("run.stderr.log")));
  }

  @Test
  void leavesTheExitCodeToTheCallerOfAttempt() throws IOException {
    Path tool = Scripts.write(directory, "differ", "exit 4");

    ToolResult result =
        runner.attempt(ToolCommand.of("run", List.of(tool.toString()), directory, LONG));

    assertThat(result.exitCode()).isEqualTo(4);
  }

  @Test
  void reportsAMissingProgram() {
    Path nowhere = directory.resolve("nowhere");

    assertThat(failureOf(nowhere, LONG))
        .hasMessage(
            """
            error[tool-missing]: '%s' does not exist or is not executable
              hint: run 'nn2fpga doctor' to see what is installed"""
                .formatted(nowhere));
  }

  @Test
  void endsGrandchildrenWhenTheTimeIsUp() throws Exception {
    Path tool = Scripts.write(directory, "slow", spawnTwoSleepers());

    DiagnosticException thrown = failureOf(tool, Duration.ofSeconds(2));

    assertThat(thrown.exitCode()).isEqualTo(3);
    assertThat(thrown)
        .hasMessage(
            """
            error[tool-timeout]: slow did not end within 2 s
              at %s
              hint: it was ended; a smaller design or an idle machine may make it fast enough"""
                .formatted(directory.resolve("run.stdout.log")));
    assertEnded(sleepers());
  }

  @Test
  void endsGrandchildrenWhenTheThreadIsInterrupted() throws Exception {
    Path tool = Scripts.write(directory, "slow", spawnTwoSleepers());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>(false);
    Thread caller =
        new Thread(
            () -> {
              try {
                runner.run(ToolCommand.of("run", List.of(tool.toString()), directory, LONG));
              } catch (RuntimeException e) {
                thrown.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    List<ProcessHandle> sleepers = sleepers();

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    assertThat(stillInterrupted.get()).isTrue();
    assertEnded(sleepers);
  }

  @Test
  void endsGrandchildrenWhenTheJvmIsTerminated() throws Exception {
    Path tool = Scripts.write(directory, "slow", spawnTwoSleepers());
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RunOneTool.class.getName(),
                tool.toString(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("jvm.log").toFile())
            .start();
    List<ProcessHandle> sleepers = sleepers();

    jvm.destroy();

    assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(jvm.exitValue()).isEqualTo(128 + 15);
    // Nothing is wrong with the tool, so nothing may be said about it.
    assertThat(directory.resolve("jvm.log")).isEmptyFile();
    assertEnded(sleepers);
  }

  @Test
  void rejectsACommandThatCannotBeRun() {
    assertThatThrownBy(() -> ToolCommand.of("x", List.of(), directory, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ToolCommand.of("a/b", List.of("x"), directory, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ToolCommand.of("x", List.of("x"), directory, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private DiagnosticException failureOf(Path tool, Duration limit) {
    ToolCommand command = ToolCommand.of("run", List.of(tool.toString()), directory, limit);
    return catchThrowableOfType(DiagnosticException.class, () -> runner.run(command));
  }

  /** One sleeper keeps its parent, the other one's parent is gone at once. */
  private String spawnTwoSleepers() {
    return """
        (sleep 300 & echo $! > orphan.tmp)
        mv orphan.tmp orphan.pid
        sleep 300 &
        echo $! > child.tmp
        mv child.tmp child.pid
        wait""";
  }

  private List<ProcessHandle> sleepers() throws Exception {
    List<ProcessHandle> handles = new ArrayList<>();
    for (String name : List.of("orphan.pid", "child.pid")) {
      Path file = directory.resolve(name);
      while (!Files.exists(file)) {
        Thread.sleep(20);
      }
      long pid = Long.parseLong(Files.readString(file).strip());
      ProcessHandle.of(pid).ifPresent(handles::add);
    }
    return handles;
  }

  private void assertEnded(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (isRunning(process.pid())) {
        assertThat(System.nanoTime()).as(process + " still runs").isLessThan(deadline);
        Thread.sleep(20);
      }
    }
  }

  /** An orphan that nobody has waited for yet is a zombie: ended, but still listed. */
  private static boolean isRunning(long pid) throws IOException {
    try {
      String status = Files.readString(Path.of("/proc", String.valueOf(pid), "status"));
      return !status.contains("State:\tZ");
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
