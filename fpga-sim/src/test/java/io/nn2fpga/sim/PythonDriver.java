package io.nn2fpga.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Calls the driver of a build directory with the Python that {@code NN2FPGA_PYTHON} names, which
 * has numpy; without the variable with {@code python3}.
 */
final class PythonDriver {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path build;
  private final String design;

  PythonDriver(Path build, String design) {
    this.build = build.toAbsolutePath();
    this.design = design;
  }

  /** What {@code method(x)} of the accelerator answers: shape and data, or error and message. */
  JsonNode call(String method, Object data, String dtype, List<Integer> shape) {
    return request(Map.of("method", method, "data", data, "dtype", dtype, "shape", shape));
  }

  JsonNode request(Map<String, Object> request) {
    Path work = build.resolve("sim/driver");
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    try (InputStream script = PythonDriver.class.getResourceAsStream("drive.py")) {
      Files.createDirectories(work);
      Files.write(work.resolve("drive.py"), Objects.requireNonNull(script).readAllBytes());
      JSON.writeValue(work.resolve("request.json").toFile(), request);
      List<String> command =
          List.of(
              python,
              "drive.py",
              build.resolve("driver/python").toString(),
              design,
              "request.json",
              "answer.json");
      new ToolRunner().run(ToolCommand.of("driver", command, work, Duration.ofMinutes(5)));
      return JSON.readTree(work.resolve("answer.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
