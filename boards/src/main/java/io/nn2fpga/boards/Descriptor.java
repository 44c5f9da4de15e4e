package io.nn2fpga.boards;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of a descriptor. What is wrong with it is collected, and something of the right type
 * given in its place, so that all problems are found at once.
 *
 * @param node the object
 * @param prefix what comes before a key in messages: {@code ""} or for example {@code "io.clock."}
 * @param place names the file in diagnostics
 * @param problems takes what is wrong
 */
record Descriptor(JsonNode node, String prefix, String place, Diagnostics problems) {

  /** Reports keys that are missing and keys that nobody knows. */
  Descriptor keys(List<String> required, List<String> optional) {
    List<String> known = new ArrayList<>(required);
    known.addAll(optional);
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!known.contains(key)) {
        String nearest = "did you mean '" + prefix + NearestName.of(key, known) + "'?";
        problem(
            "unknown key '" + prefix + key + "'",
            nearest + " known here: " + String.join(", ", known));
      }
    }
    if (node.isObject()) {
      required.stream()
          .filter(key -> !node.has(key))
          .forEach(key -> problem("key '" + prefix + key + "' is missing", null));
    }
    return this;
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** The object under a key; an empty one if there is none. */
  Descriptor object(String key) {
    return object(node.path(key), key);
  }

  private Descriptor object(JsonNode found, String key) {
    if (!found.isObject() && !found.isMissingNode()) {
      problem("'" + prefix + key + "' is not an object", null);
    }
    return new Descriptor(found, prefix + key + ".", place, problems);
  }

  /** The objects in the list under a key; none if there is no such key. */
  List<Descriptor> objects(String key) {
    List<Descriptor> objects = new ArrayList<>();
    for (JsonNode element : list(key)) {
      objects.add(object(element, key + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /** The text under a key; one of {@code allowed} unless that is empty. */
  String text(String key, List<String> allowed) {
    JsonNode found = node.path(key);
    if (found.isMissingNode()) {
      return "";
    }
    String value = found.asText();
    if (!found.isTextual() || value.isBlank()) {
      problem("'" + prefix + key + "' is not a text", null);
    } else if (!allowed.isEmpty() && !allowed.contains(value)) {
      String nearest = "did you mean '" + NearestName.of(value, allowed) + "'?";
      problem(
          "'" + prefix + key + "' is '" + value + "'",
          nearest + " known: " + String.join(", ", allowed));
    }
    return value;
  }

  /** Any text under a key. */
  String text(String key) {
    return text(key, List.of());
  }

  /** The texts in the list under a key; none if there is no such key. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(key)) {
      if (!element.isTextual()) {
        problem("'" + prefix + key + "' holds " + element, "it is a list of texts");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  private Iterable<JsonNode> list(String key) {
    JsonNode found = node.path(key);
    if (!found.isMissingNode() && !found.isArray()) {
      problem("'" + prefix + key + "' is not a list", null);
    }
    return found.isArray() ? found : List.of();
  }

  /** Whether a key is true; false if there is no such key. */
  boolean flag(String key) {
    JsonNode found = node.path(key);
    if (!found.isMissingNode() && !found.isBoolean()) {
      problem("'" + prefix + key + "' is " + found, "it is true or false");
    }
    return found.asBoolean();
  }

  /** A number of at least 0; a whole one if so told. */
  double number(String key, boolean whole) {
    JsonNode found = node.path(key);
    if (found.isMissingNode()) {
      return 1; // its absence was reported, or is allowed
    }
    if (!found.isNumber() || found.asDouble() < 0 || (whole && !found.isIntegralNumber())) {
      String kind = whole ? "a whole number" : "a number";
      problem("'" + prefix + key + "' is " + found, "it is " + kind + " of at least 0");
      return 1;
    }
    return found.asDouble();
  }

  /** A number above 0. */
  double positive(String key) {
    return positive(key, false);
  }

  /** A number above 0; a whole one if so told. */
  double positive(String key, boolean whole) {
    double value = number(key, whole);
    if (value == 0) {
      problem("'" + prefix + key + "' is 0", "it is above 0");
      return 1;
    }
    return value;
  }

  void problem(String message, @Nullable String hint) {
    problems.add(Diagnostic.of(Code.MALFORMED_FILE, message, place, hint));
  }
}
