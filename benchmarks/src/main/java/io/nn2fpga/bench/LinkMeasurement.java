package io.nn2fpga.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Frames a second that the Python driver gets through a build's link: the board is simulated at its
 * pins, and time is that of its simulated clock.
 */
final class LinkMeasurement {
  /** Simulating takes seconds. */
  private static final double CYCLES = 4e6;

  private static final int FEWEST_FRAMES = 16;
  private static final int MOST_FRAMES = 256;

  private LinkMeasurement() {}

  /**
   * How many frames to send: as many as a few million cycles bring, 16 to 256.
   *
   * @param cycles that a frame takes about
   */
  static int frames(double cycles) {
    return (int) Math.max(FEWEST_FRAMES, Math.min(MOST_FRAMES, CYCLES / cycles));
  }

  /**
   * Runs the driver, from its first frame's first byte to its last one's last.
   *
   * @param build the build directory
   * @param data samples, repeated if there are too few
   * @param frames how many to send
   */
  static double framesPerSecond(Session session, Path build, Path data, int frames) {
    Path samples = build.resolveSibling(build.getFileName() + ".npy");
    try {
      NpyFile.write(samples, repeated(NpyFile.read(data), frames));
      StringWriter text = new StringWriter();
      Session quiet =
          new Session(
              new PrintWriter(text),
              session.err(),
              environment(session.environment()),
              session.directory(),
              false);
      String[] run = {
        "run", build.toString(), "--input", samples.toString(), "--target", "sim", "--json"
      };
      if (Main.run(quiet, run) != 0) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.TOOL_FAILED,
                "the driver has no results of the simulated board, as said above",
                build.toString(),
                "'nn2fpga run' of this folder shows it again"));
      }
      JsonNode answer = JsonMapper.builder().build().readTree(text.toString());
      return frames / answer.path("seconds").asDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * With a Python that has ONNX Runtime where one is named: hosts compute pieces of some models.
   */
  private static Map<String, String> environment(Map<String, String> given) {
    String python = given.get("NN2FPGA_ONNXRUNTIME_PYTHON");
    if (python == null) {
      return given;
    }
    Map<String, String> changed = new HashMap<>(given);
    changed.put("NN2FPGA_PYTHON", python);
    return changed;
  }

  /** The first samples, from the start again where there are too few; as binary32. */
  private static NpyArray repeated(NpyArray all, int count) {
    int size = all.sampleSize();
    float[] elements = new float[count * size];
    for (int i = 0; i < count; i++) {
      System.arraycopy(all.floats(i % all.samples()), 0, elements, i * size, size);
    }
    int[] extents = all.shape().stream().mapToInt(Integer::intValue).toArray();
    extents[0] = count;
    return NpyArray.ofFloats(elements, extents);
  }
}
