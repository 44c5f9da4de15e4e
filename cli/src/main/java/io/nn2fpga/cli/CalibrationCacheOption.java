package io.nn2fpga.cli;

import io.nn2fpga.cli.build.BuildOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what calibration found out is kept for the next run. */
final class CalibrationCacheOption {
  @Option(
      names = "--calibration-cache",
      paramLabel = "DIR",
      description =
          "Where calibration is cached, by the contents of model and data; default"
              + " ~/.cache/nn2fpga/calibration.")
  private @Nullable Path directory;

  /** The folder. */
  Path folder(Session session) {
    return directory != null ? session.path(directory) : BuildOptions.calibration(session.cache());
  }
}
