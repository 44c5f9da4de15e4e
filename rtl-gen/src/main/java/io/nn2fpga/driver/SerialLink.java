package io.nn2fpga.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The way to a board that talks to the host itself. It is apart from {@code design.json}: the
 * board's clock, on which its rate depends, may change after the design is verified.
 *
 * @param kind what is spoken: {@code uart} or {@code spi}
 * @param rate bits a second, as the board was built for
 */
public record SerialLink(String kind, long rate) {
  /** The file of the driver of that design, by path in the build directory, and what it says. */
  public Map<String, String> file(String design) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("kind", kind);
    record.put("rate", rate);
    // Relative to the package, so that a build directory can be moved.
    record.put("simulator", "../../../sim/pins/obj/Vboard");
    try {
      return Map.of(
          "driver/python/" + design + "/link.json",
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
