package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A layer of a model's configuration.
 *
 * @param name unique in the model
 * @param className Keras' name of what it computes
 * @param config its attributes
 * @param inputs names of the layers whose results it takes, in order
 * @param calls how many times the model applies it
 */
record KerasLayer(String name, String className, JsonNode config, List<String> inputs, int calls) {

  /** Copies the list. */
  KerasLayer {
    inputs = List.copyOf(inputs);
  }

  boolean isInput() {
    return className.equals("InputLayer");
  }
}
