package io.nn2fpga.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the drivers know of the way to the board: {@code link.json} of the Python driver, the
 * C header, and {@code BoardLink.java}.
 *
 * <p>They are apart from the other files of the drivers because the rate depends on the board's
 * clock, which may change after the design is verified. Whoever writes a board's top for a clock
 * writes these for the same clock.
 */
public final class LinkFiles {
  private LinkFiles() {}

  /**
   * The files, by path in the build directory; together with those of {@link DriverFiles} each
   * driver is whole.
   *
   * @param design a design with one input and one output
   * @param input what the codes of its input mean
   * @param output what the codes of its output mean
   * @param link null for a board whose logic does not talk to the host by itself
   */
  public static Map<String, String> of(
      Design design, InputEncoding input, OutputEncoding output, @Nullable SerialLink link) {
    Map<String, Object> values = DriverConstants.of(design, input, output);
    values.put("link", link == null ? "none" : link.kind());
    boolean spi = link != null && link.kind().equals("spi");
    values.put("linkSpi", spi ? 1 : 0);
    boolean usb = link != null && link.kind().equals("usb");
    values.put("linkUsb", usb ? 1 : 0);
    values.put("port", spi ? "a device of Linux' spidev" : "a serial port");
    values.put("device", spi ? "/dev/spidev0.0" : usb ? "/dev/ttyACM0" : "/dev/ttyUSB0");
    values.put("rate", link == null ? 0 : link.rate());
    Map<String, String> files = new TreeMap<>();
    files.put("driver/c/" + design.name() + ".h", DriverFiles.render("c/driver.h.vm", values));
    files.put(
        DriverFiles.javaFolder(design) + "BoardLink.java",
        DriverFiles.render("java/BoardLink.java.vm", values));
    if (link != null) {
      files.put(DriverFiles.folder(design) + "link.json", json(link));
    }
    return files;
  }

  private static String json(SerialLink link) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("kind", link.kind());
    record.put("rate", link.rate());
    BoardIo.Ftdi ftdi = link.ftdi();
    if (ftdi != null) {
      record.put("ftdi", ftdi);
    }
    // Relative to the package, so that a build directory can be moved.
    record.put("simulator", "../../../sim/pins/obj/Vboard");
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
