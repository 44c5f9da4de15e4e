package io.nn2fpga.precision;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.QuantizedLayer;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.quant.BitWidths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of a network's products: multiplications × bits of weights × bits of activations, summed
 * over its linear layers. What multipliers and memories take grows with it on every device.
 */
public final class BitOperations {
  /**
   * A linear layer.
   *
   * @param macs multiplications of one inference
   * @param source the layer that gives its input; null for the network's input
   */
  private record Products(String layer, long macs, @Nullable QuantizedLayer source) {}

  private final List<Products> products = new ArrayList<>();

  /** Those of a graph that {@code Pipelines.simplification} gave. */
  public BitOperations(Graph simplified) {
    Map<String, QuantizedLayer> makers = new HashMap<>();
    for (QuantizedLayer layer : QuantizedLayer.of(simplified)) {
      makers.put(layer.first().output(), layer);
      Node clamp = layer.clamp();
      if (clamp != null) {
        makers.put(clamp.output(), layer);
      }
    }
    for (Node node : simplified.nodes()) {
      QuantizedLayer before = makers.get(node.input());
      if (!makers.containsKey(node.output()) && before != null) {
        makers.put(node.output(), before); // keeps the codes it is given
      }
      if (node.op() instanceof LinearOp linear) {
        TensorType weights = simplified.value(node.inputs().get(linear.weightOperand())).tensor();
        TensorType result = simplified.value(node.output()).tensor();
        long places = result.size() / weights.extent(linear.weightOutputAxis());
        products.add(new Products(node.name(), places * weights.size(), before));
      }
    }
  }

  /** The sum for some bits. */
  public double of(BitWidths bits) {
    double total = 0;
    for (Products p : products) {
      int activations = p.source == null ? bits.input() : p.source.activationBits(bits);
      total += (double) p.macs * bits.weights(p.layer) * activations;
    }
    return total;
  }
}
