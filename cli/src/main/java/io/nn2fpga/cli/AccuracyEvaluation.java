package io.nn2fpga.cli;

import io.nn2fpga.cli.build.AgreementReport;
import io.nn2fpga.cli.build.EvaluationReport;
import io.nn2fpga.cli.build.ModelRequest;
import io.nn2fpga.cli.build.QuantizePipeline;
import io.nn2fpga.cli.build.QuantizeReport;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures a model on data: of one that is quantized here accuracy of the float and of the integer
 * network, and where a loss comes from; of one that came quantized how the integer network agrees
 * with the model itself.
 */
final class AccuracyEvaluation {
  @Option(
      names = "--data",
      paramLabel = "X.npy",
      description =
          "Samples to measure on, with --labels for top-1; default: the project's test data."
              + " Ranges are taken from them too where there are no calibration data.")
  private @Nullable Path data;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures into this file as well.")
  private @Nullable Path json;

  @Mixin private CalibrationCacheOption calibrationCache = new CalibrationCacheOption();

  /**
   * Measures and prints.
   *
   * @param named the model, its data and how it is quantized
   * @return the exit code
   */
  int run(Session session, NamedProject named) {
    ModelRequest request =
        ModelRequest.of(named.project(session, project -> withData(project, session)));
    session.out().println("Evaluating " + request.name());
    try (StageLog log = new StageLog(session.out(), session.interactive())) {
      EvaluationReport report =
          new QuantizePipeline(request, null, calibrationCache.folder(session), log).evaluate();
      session.out().println();
      text(report).forEach(session.out()::println);
      if (json != null) {
        session.write(json, report.toJson(), "--json");
      }
    }
    return 0;
  }

  private static List<String> text(EvaluationReport report) {
    if (report instanceof QuantizeReport quantized) {
      return QuantizeText.withConfusion(quantized);
    }
    return AgreementText.lines((AgreementReport) report);
  }

  /** The project with the samples as its test data, and as calibration data if it has none. */
  private Project withData(Project project, Session session) {
    if (data == null) {
      return project;
    }
    Path file = session.path(data);
    Project.Test test = project.test();
    Project.Calibration calibration = project.calibration();
    return project.withData(
        calibration == null || calibration.data() == null
            ? new Project.Calibration(file, calibration == null ? null : calibration.samples())
            : calibration,
        new Project.Test(file, test == null ? null : test.labels()));
  }
}
