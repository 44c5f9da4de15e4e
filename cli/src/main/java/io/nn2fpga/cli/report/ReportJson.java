package io.nn2fpga.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;

/** Writes and reads {@code report.json}; nulls are written. */
public final class ReportJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  /** The JSON text, indented, with a final newline. */
  public static String write(Report report) {
    return JsonText.of(report);
  }

  /**
   * The report that a text holds.
   *
   * @throws JsonProcessingException if it is not one
   */
  public static Report read(String text) throws JsonProcessingException {
    return MAPPER.readValue(text, Report.class);
  }

  /**
   * The report of a file.
   *
   * @param text the file's text
   * @param file how to name it
   * @throws DiagnosticException MALFORMED_FILE if it is no report, or one of another version of the
   *     format
   */
  public static Report read(String text, String file) {
    JsonNode version;
    try {
      version = MAPPER.readTree(text).path("schemaVersion");
      if (version.isInt() && version.intValue() == Report.SCHEMA_VERSION) {
        return read(text);
      }
    } catch (JsonProcessingException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "the report cannot be read: " + e.getOriginalMessage(),
              file,
              "build the design again"));
    }
    throw new DiagnosticException(
        Diagnostic.of(
            Code.MALFORMED_FILE,
            version.isInt()
                ? "the report has version "
                    + version
                    + " of the format; this nn2fpga reads version "
                    + Report.SCHEMA_VERSION
                : "the file holds no report of nn2fpga",
            file,
            "build the design again with this nn2fpga, or use the one that built it"));
  }
}
