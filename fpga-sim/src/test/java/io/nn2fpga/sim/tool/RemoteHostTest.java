package io.nn2fpga.sim.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another machine, played by a folder: scripts in place of {@code ssh} and {@code rsync} that run
 * and copy there. Real ones were tried by hand.
 */
class RemoteHostTest {
  private static final String SSH =
      """
      while :; do
        case "$1" in
          -V) echo "OpenSSH_9.2p1" >&2; exit 0 ;;
          -o) shift 2 ;;
          -T | -tt) shift ;;
          *) break ;;
        esac
      done
      if [ "$1" != farm ]; then
        echo "ssh: Could not resolve hostname $1: Name or service not known" >&2
        exit 255
      fi
      shift
      cd FARM && HOME=FARM TMPDIR=FARM/tmp exec sh -c "$*"
      """;

  /** Knows what {@link RemoteHost} asks for: -a, -e, --relative, --ignore-missing-args. */
  private static final String RSYNC =
      """
      case "$1" in --version) echo "rsync  version 3.2.7  protocol version 31"; exit 0 ;; esac
      [ "$1 $2" = "-a -e" ] || exit 1
      shift 3
      for target; do :; done
      target=${target#farm:}
      while [ $# -gt 1 ]; do
        source=${1#farm:}
        case $source in
          --*) ;;
          */./*)
            if [ -e "$source" ]; then
              folder=$target/$(dirname "${source##*/./}")
              mkdir -p "$folder" && cp -R "$source" "$folder/" || exit 23
            fi ;;
          *) cp -R "$source" "$target" || exit 23 ;;
        esac
        shift
      done
      """;

  private static final String VIVADO =
      """
      case "$1" in -version) echo "vivado v2023.2 (64-bit)"; exit 0 ;; esac
      echo "ran in $(basename "$PWD") with $* and $STEP"
      cat ../rtl/top.v
      mkdir -p reports ../bitstream && echo slack >reports/timing.rpt && echo bits >../bitstream/a.bit
      case "$1" in
        fail) echo "ERROR: [Place 30-640] too many DSPs"; exit 1 ;;
        wait) echo $$ >FARM/pid; sleep 60 ;;
      esac
      """;

  @TempDir Path folder;
  private Path farm = Path.of("unset");
  private Path build = Path.of("unset");

  @BeforeEach
  void machine() throws IOException {
    farm = folder.resolve("farm");
    build = folder.resolve("build");
    Files.createDirectories(farm.resolve("tmp"));
    Files.createDirectories(build.resolve("vivado"));
    Files.createDirectories(build.resolve("rtl"));
    Files.writeString(build.resolve("rtl/top.v"), "module top;\n");
    Files.writeString(farm.resolve("settings64.sh"), "PATH=" + farm + "/bin:$PATH\n");
    script(folder.resolve("here/ssh"), SSH);
    script(folder.resolve("here/rsync"), RSYNC);
    script(farm.resolve("bin/vivado"), VIVADO);
  }

  private void script(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, "#!/bin/sh\n" + text.replace("FARM", farm.toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private RemoteHost host(String name) {
    return new RemoteHost(
        new Toolbox(new ToolLocations(List.of(folder.resolve("here")), Map.of()), new ToolRunner()),
        name,
        farm.resolve("settings64.sh").toString());
  }

  private void run(Duration limit, String... command) {
    Path vivado = build.resolve("vivado");
    ToolCommand whole =
        ToolCommand.of("vivado", List.of(command), vivado, limit)
            .withLogs(vivado.resolve("logs"))
            .withEnvironment(Map.of("STEP", "it's synth"));
    host("farm")
        .run(whole, build, List.of("vivado", "rtl"), List.of("vivado/reports", "bitstream", "no"));
  }

  private void assertNothingIsLeft() throws IOException {
    try (var files = Files.list(farm.resolve("tmp"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void toolsThereAreAskedForTheirVersion() throws IOException {
    ToolStatus status = host("farm").status(Tool.VIVADO);
    assertThat(status.problem()).isNull();
    assertThat(status.path()).isEqualTo(farm.resolve("bin/vivado"));
    assertThat(status.version()).isEqualTo(new ToolVersion("2023.2"));
    script(farm.resolve("bin/vivado"), "echo 'Vivado v2019.1 (64-bit)'");
    assertThat(Objects.requireNonNull(host("farm").status(Tool.VIVADO).problem()).message())
        .isEqualTo("vivado on farm is version 2019.1, but 2022.2 or newer is needed");
    assertThat(Objects.requireNonNull(host("farm").status(Tool.VPP).problem()).message())
        .isEqualTo("v++ is not on PATH on farm");
  }

  @Test
  void theProjectGoesThereAndResultsComeBack() throws IOException {
    run(Duration.ofMinutes(1), "vivado", "-mode", "two words", "$HOME");
    assertThat(Files.readString(build.resolve("vivado/logs/vivado.stdout.log")))
        .isEqualTo("ran in vivado with -mode two words $HOME and it's synth\nmodule top;\n");
    assertThat(build.resolve("vivado/reports/timing.rpt")).hasContent("slack");
    assertThat(build.resolve("bitstream/a.bit")).hasContent("bits");
    assertNothingIsLeft();
  }

  @Test
  void aToolThatFailsIsShownAndItsReportsComeBack() throws IOException {
    assertThatThrownBy(() -> run(Duration.ofMinutes(1), "vivado", "fail"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining(
            "error[tool-failed]: vivado on farm failed with exit code 1: ERROR: [Place 30-640] too"
                + " many DSPs");
    assertThat(build.resolve("vivado/reports/timing.rpt")).exists();
    assertNothingIsLeft();
  }

  @Test
  void timeThatIsUpEndsTheToolThere() throws Exception {
    assertThatThrownBy(() -> run(Duration.ofSeconds(2), "vivado", "wait"))
        .hasMessageContaining("error[tool-timeout]: ssh did not end within 2 s");
    long pid = Long.parseLong(Files.readString(farm.resolve("pid")).strip());
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (runs(pid) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    assertThat(runs(pid)).isFalse();
    assertNothingIsLeft();
  }

  /**
   * Whether a process executes a program: one that was killed, but whose exit no parent has asked
   * for, as where a container's first process never does, does not.
   */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  @Test
  void aMachineThatCannotBeReachedIsNamed() {
    assertThatThrownBy(() -> host("moon").status(Tool.VIVADO))
        .hasMessage(
            """
            error[tool-failed]: moon cannot be reached: ssh: Could not resolve hostname moon: Name \
            or service not known
              hint: 'ssh moon true' must work without a password, and rsync must be there too""");
    assertThatThrownBy(() -> host("-oProxyCommand=x"))
        .hasMessageContaining("--remote '-oProxyCommand=x' is no name of a machine");
  }

  @Test
  void aMissingRsyncIsAMissingTool() throws IOException {
    Files.delete(folder.resolve("here/rsync"));
    assertThatThrownBy(() -> run(Duration.ofMinutes(1), "vivado"))
        .hasMessageContaining("error[tool-missing]: rsync is not installed");
    assertNothingIsLeft();
  }
}
