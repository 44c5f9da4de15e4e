package io.nn2fpga.driver;

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

/**
 * Writes {@code driver/python/}: an installable package named after the design.
 *
 * <p>Its modules are the same for every design; what they know of one is in {@code design.json}.
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
          "transport/__init__.py",
          "transport/base.py",
          "transport/faults.py",
          "transport/link.py",
          "transport/packets.py",
          "transport/pin_simulation.py",
          "transport/port.py",
          "transport/rtl_simulation.py",
          "transport/sample_bytes.py",
          "transport/serial.py");

  private DriverFiles() {}

  /**
   * The package's files, by path in the build directory. Boards without a processor add {@link
   * SerialLink#file} to them.
   *
   * @param design a design with one input and one output
   * @param input what the codes of its input mean
   * @param output what the codes of its output mean
   * @param hash of the design's files, which the driver compares with the board's
   */
  public static Map<String, String> of(
      Design design, InputEncoding input, OutputEncoding output, String hash) {
    Map<String, String> files = new TreeMap<>();
    String place = "driver/python/" + design.name() + "/";
    for (String module : MODULES) {
      files.put(place + module, read("python/" + module));
    }
    files.put(place + "design.json", DesignRecord.json(design, input, output, hash));
    files.put(
        "driver/python/pyproject.toml",
        Template.load(DriverFiles.class, "python/pyproject.toml.vm")
            .render(
                Map.of(
                    "design",
                    design.name(),
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
