package io.nn2fpga.quant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many bits weights and activations have, each 2 to 8.
 *
 * @param weights of layers that say nothing else
 * @param activations of the results of layers that say nothing else
 * @param input of the network's input, where the driver quantizes it; raw bytes have 8
 * @param output of the result of the network's last layer, which the host reads
 * @param layers what single layers say, by the name of the model's node that a layer starts with
 */
public record BitWidths(
    int weights, int activations, int input, int output, Map<String, Layer> layers) {
  /** The fewest bits. */
  public static final int LEAST = 2;

  /** The most bits. */
  public static final int MOST = 8;

  /** Checks the ranges and copies the map, keeping its order. */
  public BitWidths {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    require(weights);
    require(activations);
    require(input);
    require(output);
  }

  /**
   * What one layer says.
   *
   * @param weights null: as other layers
   * @param activations of its result; null: as other layers
   */
  public record Layer(@Nullable Integer weights, @Nullable Integer activations) {
    /** Checks the ranges. */
    public Layer {
      if (weights != null) {
        require(weights);
      }
      if (activations != null) {
        require(activations);
      }
    }
  }

  /** The same for all layers; 8 bits at the network's ends, where they cost little. */
  public static BitWidths uniform(int weights, int activations) {
    return new BitWidths(weights, activations, MOST, MOST, Map.of());
  }

  /** The same with what single layers say. */
  public BitWidths withLayers(Map<String, Layer> given) {
    return new BitWidths(weights, activations, input, output, given);
  }

  /** Bits of a layer's weights. */
  public int weights(String layer) {
    Layer own = layers.get(layer);
    return own == null || own.weights == null ? weights : own.weights;
  }

  /**
   * Bits of a layer's result.
   *
   * @param last whether the result is the network's output
   */
  public int activations(String layer, boolean last) {
    Layer own = layers.get(layer);
    if (own != null && own.activations != null) {
      return own.activations;
    }
    return last ? output : activations;
  }

  private static void require(int bits) {
    if (bits < LEAST || bits > MOST) {
      throw new IllegalArgumentException(bits + " bits are not in " + LEAST + ".." + MOST);
    }
  }
}
