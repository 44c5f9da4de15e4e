package io.nn2fpga.cli;

import io.nn2fpga.cli.build.BuildDirectory;
import io.nn2fpga.cli.report.CsvReport;
import io.nn2fpga.cli.report.MarkdownReport;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.cli.report.TextReport;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints, converts or opens the report of a finished build. */
@Command(
    name = "report",
    description = "Print the report of a build, write it in another format, or open its page.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private static final String JSON = "report/report.json";
  private static final String PAGE = "report/report.html";
  private static final Path BUILDS = Path.of("build");

  @ParentCommand private @Nullable Main main;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A folder that 'nn2fpga build' wrote; default: the latest one in build/.")
  private @Nullable Path directory;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, html: the page; markdown; csv: the layers, a row each.")
  private @Nullable Format format;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write to this file instead of the terminal.")
  private @Nullable Path output;

  @Option(names = "--open", description = "Show the page in the desktop's browser.")
  private boolean open;

  /** What the report is written as. */
  enum Format {
    TEXT,
    JSON,
    HTML,
    MARKDOWN,
    CSV
  }

  @Override
  public Integer call() {
    if (open && (format != null || output != null)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--open shows the page that the build wrote: leave out --format and --output");
    }
    Session session = Objects.requireNonNull(main).session();
    Path named = directory == null ? latest(session) : directory;
    if (open) {
      open(session, named);
    } else {
      print(session, text(session.path(named), named));
    }
    return 0;
  }

  private String text(Path folder, Path named) {
    Format wanted = format == null ? Format.TEXT : format;
    if (wanted == Format.HTML) {
      return BuildDirectory.read(folder, named, PAGE);
    }
    String json = BuildDirectory.read(folder, named, JSON);
    Report report = ReportJson.read(json, named.resolve(JSON).toString());
    return switch (wanted) {
      case TEXT -> TextReport.render(report);
      case MARKDOWN -> MarkdownReport.render(report);
      case CSV -> CsvReport.render(report);
      case JSON, HTML -> json;
    };
  }

  private void print(Session session, String text) {
    Path file = output;
    if (file == null) {
      session.out().print(text);
      return;
    }
    session.write(file, text, "--output");
  }

  private static void open(Session session, Path named) {
    BuildDirectory.read(session.path(named), named, PAGE);
    Path page = session.path(named).resolve(PAGE).toAbsolutePath();
    session
        .out()
        .println(
            Desktop.of(session).open(page)
                ? "opened " + page
                : "no desktop to open it on; the page is " + page);
  }

  /** The latest build in {@code build/}, as a user would name it. */
  static Path latest(Session session) {
    return BuildDirectory.latest(session.path(BUILDS))
        .map(folder -> BUILDS.resolve(folder.getFileName()))
        .orElseThrow(
            () ->
                new DiagnosticException(
                    Diagnostic.of(
                        Code.FILE_NOT_FOUND,
                        "there is no build in 'build'",
                        "run './nn2fpga build', or name a folder that it wrote")));
  }
}
