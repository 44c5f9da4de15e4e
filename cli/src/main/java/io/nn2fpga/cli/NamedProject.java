package io.nn2fpga.cli;

import io.nn2fpga.cli.build.ModelRequest;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.project.ProjectCheck;
import io.nn2fpga.cli.project.ProjectOptions;
import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.ReadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model or project that a command line names, with the options in place of what it says. */
final class NamedProject {
  private static final Path DEFAULT_FILE = Path.of("nn2fpga.yaml");

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description =
          "A model file, or a folder with one or with a project file. Without it, the project file"
              + " nn2fpga.yaml says which.")
  private @Nullable Path model;

  @Option(
      names = "--project",
      paramLabel = "FILE",
      description = "The project file; default nn2fpga.yaml when no MODEL is named.")
  private @Nullable Path projectFile;

  @Mixin private ProjectOptions options = new ProjectOptions();

  /**
   * The project.
   *
   * @throws DiagnosticException if a file cannot be read, or a value is impossible
   */
  Project project(Session session) {
    return project(session, UnaryOperator.identity());
  }

  /**
   * The model's file alone.
   *
   * @throws DiagnosticException if neither an argument nor the project names one
   */
  Path modelFile(Session session) {
    Path file = project(session).model();
    if (file == null) {
      throw new DiagnosticException(
          Diagnostic.of(Code.PROJECT_FILE, "no model given", "name one: MODEL, or 'model:'"));
    }
    return file;
  }

  /** How the model's file is read. */
  ReadOptions reading(Session session) {
    return ModelRequest.reading(project(session));
  }

  /** The project after a change that a command's own options make. */
  Project project(Session session, UnaryOperator<Project> change) {
    Path file = model;
    Path described = projectFile;
    if (file != null && Files.isDirectory(session.path(file))) {
      ModelFolder folder = ModelFolder.of(session.path(file), file);
      file = folder.model();
      described = described == null ? folder.project() : described;
    }
    Project project = Project.EMPTY;
    if (described != null || file == null) {
      project = ProjectReader.read(session.path(described == null ? DEFAULT_FILE : described));
    }
    Project named = file == null ? project : project.withModel(session.path(file));
    Project complete = change.apply(options.over(named, session::path));
    Diagnostics problems = new Diagnostics();
    ProjectCheck.check(complete, "the command line", problems);
    problems.throwIfAny();
    return complete;
  }
}
