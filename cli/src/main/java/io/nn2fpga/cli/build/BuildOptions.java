package io.nn2fpga.cli.build;

import java.nio.file.Path;

/**
 * How a build runs, whatever it builds.
 *
 * @param verifyPasses whether the graph is verified after each pass
 * @param synthesis whether unique modules are synthesized
 * @param cache the folder of what builds share, for example results of synthesis
 */
public record BuildOptions(boolean verifyPasses, boolean synthesis, Path cache) {

  /** Where results of synthesis are kept. */
  Path synthesisCache() {
    return cache.resolve("synth");
  }
}
