package io.nn2fpga.sim;

import io.nn2fpga.rtl.Design;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code hls/vectors/}: frames and what the integer reference gives for them, for the test
 * bench of the Vitis HLS project.
 */
public final class HlsVectors {
  private HlsVectors() {}

  /**
   * Writes {@code s_axis.beats} and {@code m_axis.beats}.
   *
   * @param build the build directory
   * @param design a design with one input and one output
   * @param samples frames with the reference's outputs; few, since co-simulation is slow
   */
  public static void write(Path build, Design design, List<Sample> samples) {
    Path vectors = build.resolve("hls/vectors");
    BeatFiles.write(
        vectors.resolve("s_axis.beats"),
        design.inputs().get(0).wire().type(),
        samples.stream().map(Sample::input).toList());
    BeatFiles.write(
        vectors.resolve("m_axis.beats"),
        design.outputs().get(0).wire().type(),
        samples.stream().map(Sample::output).toList());
  }
}
