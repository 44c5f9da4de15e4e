package io.nn2fpga.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** Writes and reads {@code report.json}; nulls are written. */
public final class ReportJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportJson() {}

  /** The JSON text, indented, with a final newline. */
  public static String write(Report report) {
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is not JSON", e);
    }
  }

  /**
   * The report that a text holds.
   *
   * @throws JsonProcessingException if it is not one
   */
  public static Report read(String text) throws JsonProcessingException {
    return MAPPER.readValue(text, Report.class);
  }
}
