package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model's layers and how they are connected.
 *
 * @param name the model's own
 * @param layers in the order of the configuration
 * @param outputs names of the layers whose results are the model's
 */
record KerasModel(String name, List<KerasLayer> layers, List<String> outputs) {
  private static final int MAX_DEPTH = 64;

  /**
   * Reads a configuration of Keras 2 or 3.
   *
   * @param at the file's name, for messages
   * @throws DiagnosticException if it is none of a Sequential or Functional model
   */
  static KerasModel parse(JsonNode root, String at) {
    String type = root.path("class_name").asText("");
    JsonNode config = root.path("config");
    // Keras before 2.2.3 wrote the list of a Sequential model's layers alone.
    JsonNode layers = config.isArray() ? config : config.path("layers");
    if (!layers.isArray() || layers.isEmpty()) {
      throw malformed("the model has no list of layers", at);
    }
    KerasModel model =
        switch (type) {
          case "Sequential" -> sequential(config.path("name").asText("model"), layers, at);
          case "Functional", "Model" -> functional(config, layers, at);
          default ->
              throw new DiagnosticException(
                  Diagnostic.of(
                      Code.UNSUPPORTED_MODEL,
                      "a model of class '" + type + "' is defined by its code",
                      at,
                      "build it as a Sequential or Functional model"));
        };
    Set<String> names = new HashSet<>();
    for (KerasLayer layer : model.layers) {
      if (!names.add(layer.name())) {
        throw malformed("two layers are called '" + layer.name() + "'", at);
      }
    }
    return model;
  }

  private static KerasModel sequential(String name, JsonNode nodes, String at) {
    List<KerasLayer> layers = new ArrayList<>();
    String previous = "";
    for (JsonNode node : nodes) {
      KerasLayer layer = layer(node, previous.isEmpty() ? List.of() : List.of(previous), 1, at);
      if (previous.isEmpty() && !layer.isInput()) {
        // The first layer says itself what it takes.
        KerasLayer input =
            new KerasLayer(layer.name() + "_input", "InputLayer", layer.config(), List.of(), 1);
        layers.add(input);
        layer = layer(node, List.of(input.name()), 1, at);
      }
      layers.add(layer);
      previous = layer.name();
    }
    return new KerasModel(name, layers, List.of(previous));
  }

  private static KerasModel functional(JsonNode config, JsonNode nodes, String at) {
    List<KerasLayer> layers = new ArrayList<>();
    for (JsonNode node : nodes) {
      JsonNode calls = node.path("inbound_nodes");
      List<String> inputs = new ArrayList<>();
      if (calls.size() > 0) {
        collect(calls.get(0), inputs, 0, at);
      }
      layers.add(layer(node, inputs, Math.max(1, calls.size()), at));
    }
    List<String> outputs = new ArrayList<>();
    collect(config.path("output_layers"), outputs, 0, at);
    if (outputs.isEmpty()) {
      throw malformed("the model names no output layer", at);
    }
    return new KerasModel(config.path("name").asText("model"), layers, outputs);
  }

  /**
   * Adds the layers that references name, in order: {@code ["name", 0, 0]}, possibly nested, or
   * tensors with a {@code keras_history}.
   */
  private static void collect(JsonNode node, List<String> names, int depth, String at) {
    if (depth > MAX_DEPTH) {
      throw malformed("references to layers are nested too deeply", at);
    }
    if (node.isArray() && node.size() >= 3 && node.get(0).isTextual() && node.get(1).isInt()) {
      if (node.get(2).asInt() != 0 || node.get(1).asInt() != 0) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNSUPPORTED_MODEL,
                "the result of a further call of layer '" + node.get(0).asText() + "' is used",
                at,
                "apply each layer once"));
      }
      names.add(node.get(0).asText());
    } else if (node.isArray()) {
      for (JsonNode part : node) {
        collect(part, names, depth + 1, at);
      }
    } else if (node.path("class_name").asText("").equals("__keras_tensor__")) {
      collect(node.path("config").path("keras_history"), names, depth + 1, at);
    } else if (node.isObject()) {
      for (JsonNode part : node) {
        collect(part, names, depth + 1, at);
      }
    }
  }

  private static KerasLayer layer(JsonNode node, List<String> inputs, int calls, String at) {
    String type = node.path("class_name").asText("");
    JsonNode config = node.path("config");
    String name = node.path("name").asText(config.path("name").asText(""));
    if (type.isEmpty() || name.isEmpty() || !config.isObject()) {
      throw malformed("a layer without class, name or configuration", at);
    }
    // Serialized custom objects are PACKAGE>Class.
    return new KerasLayer(name, type.substring(type.lastIndexOf('>') + 1), config, inputs, calls);
  }

  private static DiagnosticException malformed(String message, String at) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, at, "save the model again"));
  }
}
