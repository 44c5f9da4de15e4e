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
 * Writes {@code driver/}: an installable Python package named after the design, a C header with its
 * source, and a Java package.
 *
 * <p>Python modules are the same for every design; what they know of one is in {@code design.json}.
 * What the drivers know of the board's link is in {@link LinkFiles}.
 */
public final class DriverFiles {
  private static final List<String> MODULES =
      List.of(
          "__init__.py",
          "__main__.py",
          "accelerator.py",
          "design.py",
          "errors.py",
          "targets.py",
          "host.py",
          "transport/__init__.py",
          "transport/base.py",
          "transport/faults.py",
          "transport/ftdi.py",
          "transport/link.py",
          "transport/packets.py",
          "transport/pin_simulation.py",
          "transport/port.py",
          "transport/pynq_overlay.py",
          "transport/rtl_simulation.py",
          "transport/sample_bytes.py",
          "transport/serial.py",
          "transport/shell.py",
          "transport/spi.py",
          "transport/spi_master.py",
          "transport/spidev.py",
          "transport/uio.py");

  private static final List<String> JAVA_TYPES =
      List.of(
          "Accelerator",
          "AcceleratorException",
          "Faults",
          "Link",
          "Packet",
          "SerialPort",
          "Stream");

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
   * The drivers' files, by path in the build directory. The Python driver asks for {@link #HEAD}
   * and {@link #TAIL} beside its modules where the model has such pieces.
   *
   * @param design a design with one input and one output
   * @param model what the design computes
   * @param input what the host's part starts with, if there is one
   * @param hash of the design's files, which the driver tells, and compares with the board's
   */
  public static Map<String, String> of(
      Design design, QuantizedModel model, HostInput input, String hash) {
    return of(design, model.input(), model.output(), HostRecord.of(model.host(), input), hash);
  }

  /**
   * The drivers' files, by path in the build directory, where host steps are all that the host has
   * to do.
   *
   * @param design a design with one input and one output
   * @param input what the codes of its input mean
   * @param output what the codes of its output mean
   * @param hash of the design's files, which the driver compares with the board's
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
    Map<String, Object> constants = DriverConstants.of(design, input, output, host != null, hash);
    files.put(
        "driver/c/" + design.name() + ".c",
        render("c/driver_head.c.vm", constants)
            + read("c/driver_port.c")
            + read("c/driver_body.c"));
    files.putAll(java(design, constants));
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

  /** Where a design's Java package is, in the build directory; ends with a slash. */
  static String javaFolder(Design design) {
    return "driver/java/nn2fpga_" + design.name() + "/";
  }

  private static Map<String, String> java(Design design, Map<String, Object> constants) {
    String place = javaFolder(design);
    Map<String, String> files = new TreeMap<>();
    files.put(place + "Design.java", render("java/Design.java.vm", constants));
    for (String type : JAVA_TYPES) {
      String text = read("java/" + type + ".java");
      files.put(place + type + ".java", "package nn2fpga_" + design.name() + ";\n\n" + text);
    }
    return files;
  }

  static String render(String template, Map<String, Object> values) {
    return Template.load(DriverFiles.class, template).render(values);
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
