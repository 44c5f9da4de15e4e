package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.CsvReport;
import io.nn2fpga.cli.report.MarkdownReport;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.cli.report.SampleReports;
import io.nn2fpga.cli.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  private static final Report REPORT = SampleReports.measured();

  @TempDir Path folder;

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(Map.of(), folder, args);
  }

  private static CommandLineRun prints(String text) {
    return new CommandLineRun(0, text, "");
  }

  private static CommandLineRun fails(String message) {
    return new CommandLineRun(1, "", message);
  }

  private Path makeBuild(String name) throws IOException {
    Path build = folder.resolve("build").resolve(name);
    Files.createDirectories(build.resolve("report"));
    Files.writeString(build.resolve("manifest.json"), "{}\n");
    Files.writeString(build.resolve("report/report.json"), ReportJson.write(REPORT));
    Files.writeString(build.resolve("report/report.html"), "<!DOCTYPE html>" + name);
    return build;
  }

  @Test
  void printsEveryFormat() throws IOException {
    makeBuild("net");
    assertThat(run("report", "build/net")).isEqualTo(prints(TextReport.render(REPORT)));
    assertThat(run("report", "build/net", "--format=text"))
        .isEqualTo(prints(TextReport.render(REPORT)));
    assertThat(run("report", "build/net", "--format=json"))
        .isEqualTo(prints(ReportJson.write(REPORT)));
    assertThat(run("report", "build/net", "--format=html")).isEqualTo(prints("<!DOCTYPE html>net"));
    assertThat(run("report", "build/net", "--format=markdown"))
        .isEqualTo(prints(MarkdownReport.render(REPORT)));
    assertThat(run("report", "build/net", "--format=csv"))
        .isEqualTo(prints(CsvReport.render(REPORT)));
  }

  @Test
  void writesAFile() throws IOException {
    makeBuild("net");
    assertThat(run("report", "build/net", "--format=csv", "--output=layers.csv"))
        .isEqualTo(prints(""));
    assertThat(folder.resolve("layers.csv")).hasContent(CsvReport.render(REPORT));
    assertThat(run("report", "build/net", "--output=nowhere/layers.csv"))
        .isEqualTo(
            fails(
                """
                error[file-not-writable]: 'nowhere/layers.csv' cannot be written: there is no such folder
                  at --output
                  hint: name a file in a folder that exists and can be written
                """));
  }

  @Test
  void takesTheLatestBuildWhenNoneIsNamed() throws IOException {
    assertThat(run("report"))
        .isEqualTo(
            fails(
                """
                error[file-not-found]: there is no build in 'build'
                  hint: run './nn2fpga build', or name a folder that it wrote
                """));
    Files.setLastModifiedTime(
        makeBuild("latest").resolve("manifest.json"), FileTime.fromMillis(2_000_000));
    Files.setLastModifiedTime(
        makeBuild("earlier").resolve("manifest.json"), FileTime.fromMillis(1_000_000));
    Files.createDirectories(folder.resolve("build/no-build"));
    assertThat(run("report", "--format=html")).isEqualTo(prints("<!DOCTYPE html>latest"));
  }

  @Test
  void refusesAFolderThatIsNoBuildDirectory() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    for (String name : new String[] {"photos", "nowhere"}) {
      assertThat(run("report", name))
          .isEqualTo(
              fails(
                  """
                  error[file-not-found]: '%s' is not a build directory
                    hint: name a folder that './nn2fpga build' wrote; its last line says where
                  """
                      .formatted(name)));
    }
  }

  @Test
  void saysWhichFileABuildLacks() throws IOException {
    Files.delete(makeBuild("net").resolve("report/report.html"));
    for (String option : new String[] {"--format=html", "--open"}) {
      assertThat(run("report", "build/net", option))
          .isEqualTo(
              fails(
                  """
                  error[file-not-found]: 'build/net/report/report.html' cannot be read
                    hint: build the design again
                  """));
    }
  }

  @Test
  void refusesAReportOfAnotherVersion() throws IOException {
    Path json = makeBuild("net").resolve("report/report.json");
    Files.writeString(json, "{\"schemaVersion\": 7}");
    assertThat(run("report", "build/net"))
        .isEqualTo(
            fails(
                """
                error[malformed-file]: the report has version 7 of the format; this nn2fpga reads \
                version 1
                  at build/net/report/report.json
                  hint: build the design again with this nn2fpga, or use the one that built it
                """));
    Files.writeString(json, "[]");
    assertThat(run("report", "build/net", "--format=json"))
        .isEqualTo(
            fails(
                """
                error[malformed-file]: the file holds no report of nn2fpga
                  at build/net/report/report.json
                  hint: build the design again with this nn2fpga, or use the one that built it
                """));
    Files.writeString(json, "{\"schemaVersion\": 1");
    CommandLineRun run = run("report", "build/net");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error[malformed-file]: the report cannot be read: ")
        .endsWith("  at build/net/report/report.json\n  hint: build the design again\n");
  }

  @Test
  void opensThePageOnADesktop() throws Exception {
    Path page = makeBuild("net").resolve("report/report.html");
    String nowhere = "no desktop to open it on; the page is " + page + "\n";
    assertThat(run("report", "build/net", "--open")).isEqualTo(prints(nowhere));

    Path bin = Files.createDirectories(folder.resolve("bin"));
    program(bin, "setsid", "[ \"$1\" = --fork ]; shift; exec \"$@\"");
    program(bin, "xdg-open", "echo \"$1\" > " + folder.resolve("opened"));
    Map<String, String> terminal = Map.of("PATH", bin.toString());
    assertThat(CommandLineRun.of(terminal, folder, "report", "build/net", "--open"))
        .isEqualTo(prints(nowhere));
    Map<String, String> desktop = Map.of("PATH", bin.toString(), "DISPLAY", ":0");
    assertThat(CommandLineRun.of(desktop, folder, "report", "build/net", "--open"))
        .isEqualTo(prints("opened " + page + "\n"));
    assertThat(folder.resolve("opened")).hasContent(page.toString());

    program(bin, "xdg-open", "exit 3");
    assertThat(CommandLineRun.of(desktop, folder, "report", "build/net", "--open"))
        .isEqualTo(prints(nowhere));
  }

  private static void program(Path bin, String name, String body) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void openGoesAlone() throws IOException {
    makeBuild("net");
    CommandLineRun run = run("report", "build/net", "--open", "--format=csv");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("--open shows the page that the build wrote: leave out --format and --output");
  }
}
