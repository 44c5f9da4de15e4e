package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A layer's attributes by name and type; null counts as missing. */
final class LayerConfig {
  /** Windows, axes and extents beyond this are not those of a network. */
  private static final int MAX_INTEGER = 1 << 28;

  private final JsonNode node;
  private final Function<String, RuntimeException> refusal;

  /**
   * Attributes.
   *
   * @param refusal makes the exception that says that one cannot be used
   */
  LayerConfig(JsonNode node, Function<String, RuntimeException> refusal) {
    this.node = node;
    this.refusal = refusal;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonNode get(String name) {
    return node.path(name);
  }

  int integer(String name, int defaultValue) {
    return has(name) ? integer(name, node.path(name)) : defaultValue;
  }

  private int integer(String name, JsonNode value) {
    if (!value.isNumber()
        || value.asDouble() != Math.rint(value.asDouble())
        || Math.abs(value.asDouble()) > MAX_INTEGER) {
      throw refusal.apply("'" + name + "' is " + value + ", not a whole number");
    }
    return value.asInt();
  }

  double number(String name, double defaultValue) {
    JsonNode value = node.path(name);
    // Keras 3 writes NumPy scalars as {"class_name": "__numpy__", "config": {"value": 6.0}}.
    JsonNode plain = value.isObject() ? value.path("config").path("value") : value;
    if (!has(name)) {
      return defaultValue;
    }
    if (!plain.isNumber()) {
      throw refusal.apply("'" + name + "' is " + value + ", not a number");
    }
    return plain.asDouble();
  }

  boolean flag(String name, boolean defaultValue) {
    JsonNode value = node.path(name);
    return has(name) ? value.isNumber() ? value.asInt() != 0 : value.asBoolean() : defaultValue;
  }

  String text(String name, String defaultValue) {
    return has(name) ? node.path(name).asText() : defaultValue;
  }

  /** Whole numbers; one alone stands for {@code count} equal ones. */
  List<Integer> integers(String name, int count, int defaultValue) {
    JsonNode value = node.path(name);
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!has(name)) {
        result.add(defaultValue);
      } else if (!value.isArray()) {
        result.add(integer(name, value));
      } else if (value.size() == count) {
        result.add(integer(name, value.get(i)));
      } else {
        throw refusal.apply("'" + name + "' is " + value + " instead of " + count + " numbers");
      }
    }
    return result;
  }

  /** A list of whole numbers of any length; one alone is a list of one. */
  List<Integer> list(String name) {
    JsonNode value = node.path(name);
    List<Integer> result = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(element -> result.add(integer(name, element)));
    } else if (has(name)) {
      result.add(integer(name, value));
    }
    return result;
  }

  /** Numbers; one alone is a list of one. */
  float[] numbers(String name) {
    JsonNode value = node.path(name);
    float[] result = new float[value.isArray() ? value.size() : 1];
    for (int i = 0; i < result.length; i++) {
      JsonNode element = value.isArray() ? value.get(i) : value;
      if (!element.isNumber()) {
        throw refusal.apply("'" + name + "' is " + value + ", not a list of numbers");
      }
      result[i] = (float) element.asDouble();
    }
    return result;
  }

  /** Refuses an attribute that has another value than the only one that is built. */
  void require(String name, String value) {
    if (has(name) && !node.path(name).asText().equals(value)) {
      throw refusal.apply("'" + name + "' is " + node.path(name) + ", only " + value + " is read");
    }
  }
}
