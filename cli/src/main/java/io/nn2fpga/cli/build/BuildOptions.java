package io.nn2fpga.cli.build;

import java.nio.file.Path;

/**
 * How a build runs, whatever it builds.
 *
 * @param command the command line that repeats the build, for the report page
 * @param verifyPasses whether the graph is verified after each pass
 * @param synthesis whether unique modules are synthesized
 * @param cache the folder of what builds share, for example results of synthesis
 * @param calibrationCache the folder of what calibration found out before
 * @param bitstream whether the bitstream is made on boards of open flows
 * @param bitstreamCheck whether what place and route made is run against golden samples
 * @param amdSteps how far AMD's tools go, if they are installed
 */
public record BuildOptions(
    String command,
    boolean verifyPasses,
    boolean synthesis,
    boolean bitstream,
    boolean bitstreamCheck,
    Path cache,
    Path calibrationCache,
    AmdSteps amdSteps) {

  /** Everything up to resources, without place and route. */
  public static BuildOptions whole(String command, Path cache) {
    return new BuildOptions(
        command, false, true, false, false, cache, calibration(cache), AmdSteps.NONE);
  }

  /** No further than verification. */
  public static BuildOptions verifiedOnly(String command, Path cache) {
    return new BuildOptions(
        command, false, false, false, false, cache, calibration(cache), AmdSteps.NONE);
  }

  /** Where calibration is cached unless a user says otherwise. */
  public static Path calibration(Path cache) {
    return cache.resolve("calibration");
  }

  /** Where results of synthesis are kept. */
  Path synthesisCache() {
    return cache.resolve("synth");
  }
}
