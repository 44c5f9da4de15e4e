package io.nn2fpga.driver;

import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.template.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code driver/python/}: an installable package named after the design.
 *
 * <p>Its modules are the same for every design; what they know of one is in {@code design.json}.
 */
public final class DriverFiles {
  private static final List<String> MODULES =
      List.of(
          "__init__.py",
          "accelerator.py",
          "design.py",
          "errors.py",
          "host.py",
          "transport/__init__.py",
          "transport/base.py",
          "transport/rtl_simulation.py");

  /** The file in the package of what the host computes before the accelerator, if it does. */
  public static final String HEAD = "host_head.onnx";

  /** The file in the package of what the host computes behind the accelerator, if it does. */
  public static final String TAIL = "host_tail.onnx";

  private DriverFiles() {}

  /** Where a design's package is, in the build directory; ends with a slash. */
  public static String folder(Design design) {
    return "driver/python/" + design.name() + "/";
  }

  /**
   * The package's files, by path in the build directory. Its driver asks for {@link #HEAD} and
   * {@link #TAIL} beside them where the model has such pieces.
   *
   * @param design a design with one input and one output
   * @param model what the design computes
   * @param input what the host's part starts with, if there is one
   * @param hash of the design's files, which the driver tells
   */
  public static Map<String, String> of(
      Design design, QuantizedModel model, HostInput input, String hash) {
    return of(design, model.input(), model.output(), HostRecord.of(model.host(), input), hash);
  }

  /**
   * The package's files, by path in the build directory, where host steps are all that the host has
   * to do.
   *
   * @param design a design with one input and one output
   * @param input what the codes of its input mean
   * @param output what the codes of its output mean
   * @param hash of the design's files, which the driver tells
   */
  public static Map<String, String> of(
      Design design, InputEncoding input, OutputEncoding output, String hash) {
    return of(design, input, output, null, hash);
  }

  private static Map<String, String> of(
      Design design,
      InputEncoding input,
      OutputEncoding output,
      @Nullable Map<String, Object> host,
      String hash) {
    Map<String, String> files = new TreeMap<>();
    String place = folder(design);
    for (String module : MODULES) {
      files.put(place + module, read("python/" + module));
    }
    files.put(place + "design.json", DesignRecord.json(design, input, output, host, hash));
    files.put(
        "driver/python/pyproject.toml",
        Template.load(DriverFiles.class, "python/pyproject.toml.vm")
            .render(
                Map.of(
                    "design",
                    design.name(),
                    "dependencies",
                    host == null ? "\"numpy\"" : "\"numpy\", \"onnxruntime\"",
                    "distribution",
                    "nn2fpga-" + design.name().replace('_', '-'))));
    return files;
  }

  private static String read(String resource) {
    try (InputStream in = DriverFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
