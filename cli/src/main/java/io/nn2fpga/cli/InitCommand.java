package io.nn2fpga.cli;

import io.nn2fpga.boards.Boards;
import io.nn2fpga.cli.build.ModelRequest;
import io.nn2fpga.cli.project.CustomOperatorsOption;
import io.nn2fpga.cli.project.ProjectTemplate;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes a commented project file for a model. */
@Command(
    name = "init",
    description = "Write a commented nn2fpga.yaml for a model into the current folder.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Parameters(paramLabel = "MODEL", description = "A model file.")
  private Path model = Path.of("");

  @Option(
      names = "--board",
      paramLabel = "BOARD",
      description = "Board to build for. Default: ${DEFAULT-VALUE}.",
      defaultValue = "zcu104")
  private String board = "zcu104";

  @Mixin private CustomOperatorsOption customOperators = new CustomOperatorsOption();

  @Option(names = "--force", description = "Replace an existing nn2fpga.yaml.")
  private boolean force;

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    Path file = session.path(Path.of("nn2fpga.yaml"));
    if (Files.exists(file) && !force) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "nn2fpga.yaml exists already",
              file.toString(),
              "edit it, or replace it with --force"));
    }
    ImportedModel imported =
        ModelFile.read(
            session.path(model),
            ReadOptions.DEFAULT
                .with(AxisZero.BATCH)
                .withCustomOperators(customOperators.files(session::path)));
    String text =
        ProjectTemplate.text(
            ModelRequest.defaultName(session.path(model)),
            model,
            imported.inputType().shape(),
            Boards.find(board).name());
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "nn2fpga.yaml cannot be written: " + e.getMessage(),
              file.toString(),
              "check the folder's permissions and free space"));
    }
    session
        .out()
        .println("wrote nn2fpga.yaml; name your calibration data in it, then: ./nn2fpga build");
    return 0;
  }
}
