package io.nn2fpga.cli.project;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file that a build wrote and a user may have edited; collects what is wrong with it, each
 * problem with its line. Places are paths of keys, as in {@code layers/conv1/pe}.
 */
final class CheckedYaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private final Path file;
  private final Code code;
  private final Diagnostics problems = new Diagnostics();
  private final Map<String, Integer> lines = new HashMap<>();

  /**
   * A file to be read.
   *
   * @param code of the problems in its content
   */
  CheckedYaml(Path file, Code code) {
    this.file = file;
    this.code = code;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String text(ObjectNode root) {
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  /**
   * The file's content.
   *
   * @param kind what the file is, for the message that it cannot be read
   * @throws DiagnosticException FILE_NOT_FOUND or MALFORMED_FILE
   */
  JsonNode parse(String kind) {
    try {
      String text = Files.readString(file);
      try (JsonParser parser = MAPPER.createParser(text)) {
        for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
          if (t == JsonToken.FIELD_NAME) {
            String path = parser.getParsingContext().pathAsPointer().toString().substring(1);
            lines.put(
                path.replace("~1", "/").replace("~0", "~"), parser.currentLocation().getLineNr());
          }
        }
      }
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "not a YAML file: " + e.getOriginalMessage().lines().findFirst().orElse(""),
              file + ", line " + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
              null));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, kind + " cannot be read", file.toString(), null));
    }
  }

  /** Adds a problem at a key; at the file if the key has no line. */
  void problem(String message, String path, @Nullable String hint) {
    Integer line = lines.get(path);
    String place = line == null ? file.toString() : file + ", line " + line;
    problems.add(Diagnostic.of(code, message, place, hint));
  }

  /** Adds a problem for each key of {@code node} that is not known. */
  void requireKnown(JsonNode node, String prefix, List<String> known, String kind) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        String hint =
            known.isEmpty()
                ? "none is known here"
                : "did you mean '" + NearestName.of(name, known) + "'?";
        problem("unknown " + kind + " '" + name + "'", prefix + name, hint);
      }
    }
  }

  /**
   * A whole number; a problem, and {@code least}, if it is none of {@code least} to {@code most}.
   */
  int whole(JsonNode node, String path, int least, int most) {
    if (!node.isInt() || node.asInt() < least || node.asInt() > most) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      problem(
          "'" + name + "' is " + (node.isMissingNode() ? "missing" : node.toString()),
          path,
          most == Integer.MAX_VALUE
              ? "it is a whole number of at least " + least
              : "it is a whole number, " + least + " to " + most);
      return least;
    }
    return node.asInt();
  }

  void throwIfAny() {
    problems.throwIfAny();
  }
}
