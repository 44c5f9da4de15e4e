package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.cli.report.SampleReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads bitstreams through a stand-in that writes down how it was called. */
class ProgramCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void makeLoader() throws IOException {
    Path loader = folder.resolve("bin/openFPGALoader");
    Files.createDirectories(loader.getParent());
    Files.writeString(
        loader,
        "#!/bin/sh\n[ \"$1\" != --Version ] || { echo openFPGALoader v0.13.1; exit; }\n"
            + "[ -s \"$(eval echo \\$$#)\" ] || exit 5\necho \"$@\" > "
            + folder.resolve("called")
            + "\necho \"$@\" >> "
            + folder.resolve("calls")
            + "\n");
    Files.setPosixFilePermissions(loader, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(
        Map.of("PATH", folder.resolve("bin") + ":/usr/bin:/bin"), folder, args);
  }

  private void makeBuild(String board, @Nullable String bitstream) throws IOException {
    Report like = SampleReports.measured();
    Report report =
        new Report(
            like.schemaVersion(),
            like.model(),
            new Report.Board(board, "The Board", "part", null),
            like.partition(),
            like.method(),
            like.accuracy(),
            like.precision(),
            like.verification(),
            like.performance(),
            like.resources(),
            like.routing(),
            like.layers(),
            new Report.Bitstream(bitstream, null),
            like.tools(),
            like.notRun());
    Path build = folder.resolve("build/net");
    Files.createDirectories(build.resolve("report"));
    Files.writeString(build.resolve("manifest.json"), "{}\n");
    Files.writeString(build.resolve("report/report.json"), ReportJson.write(report));
  }

  private void makeBitstream() throws IOException {
    Path file = folder.resolve("build/net/bitstream/net.bit");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "bits");
  }

  @Test
  void loadsTheLatestBuildIntoTheFpga() throws IOException {
    makeBuild("ulx3s-85f", "bitstream/net.bit");
    makeBitstream();

    assertThat(run("program"))
        .isEqualTo(new CommandLineRun(0, "bitstream/net.bit is in the FPGA of The Board\n", ""));
    assertThat(folder.resolve("called")).hasContent("--board ulx3s bitstream/net.bit");
  }

  @Test
  void writesTheFlashOnRequest() throws IOException {
    makeBuild("ulx3s-85f", "bitstream/net.bit");
    makeBitstream();

    assertThat(run("program", "build/net", "--flash").out()).contains("configuration flash");
    assertThat(folder.resolve("called"))
        .hasContent("--board ulx3s --write-flash bitstream/net.bit");
  }

  @Test
  void writesTheWeightsThatABitstreamStartsWith() throws IOException {
    makeBuild("icebreaker", "bitstream/net.bit");
    makeBitstream();
    Path board = folder.resolve("build/net/board/board.json");
    Files.createDirectories(board.getParent());
    Files.writeString(
        board, "{\"flash\": {\"file\": \"bitstream/weights.bin\", \"offset\": 4096}}");
    assertThat(run("program").err())
        .startsWith("error[no-bitstream]: the bitstream starts with bitstream/weights.bin, which");
    assertThat(folder.resolve("called")).doesNotExist();

    Files.writeString(folder.resolve("build/net/bitstream/weights.bin"), "weights");
    assertThat(run("program").out())
        .isEqualTo(
            """
            bitstream/weights.bin is in the configuration flash, at 4096
            bitstream/net.bit is in the FPGA of The Board
            """);
    assertThat(folder.resolve("calls"))
        .hasContent(
            """
            --board ice40_generic --write-flash --offset 4096 bitstream/weights.bin
            --board ice40_generic bitstream/net.bit
            """);
  }

  @Test
  void refusesABuildWithoutABitstream() throws IOException {
    makeBuild("ulx3s-85f", null);
    assertThat(run("program", "build/net").err())
        .startsWith("error[no-bitstream]: this build made no bitstream\n  at build/net\n");

    makeBuild("ulx3s-85f", "bitstream/net.bit");
    CommandLineRun gone = run("program", "build/net");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("its report names bitstream/net.bit, which is not there");
    assertThat(folder.resolve("called")).doesNotExist();
  }

  @Test
  void saysWhatItCannotLoad() throws IOException {
    makeBuild("zcu104", "bitstream/net.bit");
    makeBitstream();
    assertThat(run("program").err())
        .startsWith("error[unknown-board]: it is not described how openFPGALoader loads zcu104\n");

    makeBuild("mine", "bitstream/net.bit");
    assertThat(run("program").err())
        .startsWith("error[unknown-board]: no board 'mine' is described\n")
        .contains("--board FILE.json");
  }

  @Test
  void saysHowToInstallTheLoader() throws IOException {
    makeBuild("ulx3s-85f", "bitstream/net.bit");
    makeBitstream();
    Files.delete(folder.resolve("bin/openFPGALoader"));
    CommandLineRun missing =
        CommandLineRun.of(Map.of("PATH", folder.resolve("bin").toString()), folder, "program");

    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err())
        .contains("error[tool-missing]: openFPGALoader is not installed")
        .contains("openfpgaloader");
  }
}
