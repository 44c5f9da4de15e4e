package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Histogram;
import io.nn2fpga.quant.RangeChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a simplified nn graph whose result has codes of its own, so bits of its own. Max pools
 * and reshapes are none: they keep the codes they are given.
 *
 * @param first the node it starts with; its name is the layer's
 * @param clamp the clamp that is part of it, or null; not where a clamp stands alone
 * @param last whether its codes are the network's output
 */
public record QuantizedLayer(Node first, @Nullable Node clamp, boolean last) {

  /** The layers of a graph that {@link Pipelines#simplification} gave, in order. */
  public static List<QuantizedLayer> of(Graph simplified) {
    List<QuantizedLayer> layers = new ArrayList<>();
    Set<Node> fused = new HashSet<>();
    String output = outputCodes(simplified);
    for (Node node : simplified.nodes()) {
      if (keepsCodes(node) || fused.contains(node)) {
        continue;
      }
      Node clamp = node.op() instanceof Clamp ? null : clampAfter(simplified, node);
      if (clamp != null) {
        fused.add(clamp);
      }
      String result = (clamp == null ? node : clamp).output();
      layers.add(new QuantizedLayer(node, clamp, result.equals(output)));
    }
    return layers;
  }

  /** The only reader of a node's result if it is a clamp, else null. */
  static @Nullable Node clampAfter(Graph nn, Node node) {
    List<Node> readers = nn.readers(node.output());
    return readers.size() == 1 && readers.get(0).op() instanceof Clamp ? readers.get(0) : null;
  }

  private static boolean keepsCodes(Node node) {
    return node.op() instanceof ScalePreserving
        || node.op() instanceof HostTail
        || StreamMoves.isMove(node);
  }

  /** The value whose codes the accelerator gives. */
  private static String outputCodes(Graph nn) {
    String value = nn.outputs().get(0);
    for (int i = nn.nodes().size() - 1; i >= 0; i--) {
      Node node = nn.nodes().get(i);
      if (node.output().equals(value) && keepsCodes(node)) {
        value = node.input();
      }
    }
    return value;
  }

  /** The layer's name. */
  public String name() {
    return first.name();
  }

  /** Whether it multiplies by weights. */
  public boolean weighted() {
    return first.op() instanceof LinearOp;
  }

  /** Bits of its result. */
  public int activationBits(BitWidths bits) {
    return bits.activations(name(), last);
  }

  /**
   * Its result, for the choice of a range.
   *
   * @param histogram of the value before the clamp
   */
  RangeChoice rangeChoice(Histogram histogram, BitWidths bits) {
    double lo = Double.NEGATIVE_INFINITY;
    double hi = Double.POSITIVE_INFINITY;
    if (clamp != null && clamp.op() instanceof Clamp bounds) {
      lo = bounds.lo();
      hi = bounds.hi();
    }
    return new RangeChoice(histogram, lo, hi, activationBits(bits));
  }

  /**
   * Holds what single layers say against the layers that there are.
   *
   * @param place where it is said
   * @throws io.nn2fpga.diag.DiagnosticException PROJECT_FILE for each name that is no layer's, and
   *     each width of weights for a layer that has none; all together
   */
  static void check(Graph simplified, BitWidths bits, String place) {
    List<QuantizedLayer> layers = of(simplified);
    Diagnostics problems = new Diagnostics();
    bits.layers()
        .forEach(
            (name, own) -> {
              QuantizedLayer layer = find(layers, name);
              if (layer == null) {
                problems.add(unknown(name, layers, place));
              } else if (own.weights() != null && !layer.weighted()) {
                problems.add(
                    Diagnostic.of(
                        Code.PROJECT_FILE,
                        "layer '" + name + "' (" + layer.first.op().mnemonic() + ") has no weights",
                        place,
                        "give it 'activations' only"));
              }
            });
    problems.throwIfAny();
  }

  private static @Nullable QuantizedLayer find(List<QuantizedLayer> layers, String name) {
    return layers.stream().filter(l -> l.name().equals(name)).findFirst().orElse(null);
  }

  private static Diagnostic unknown(String name, List<QuantizedLayer> layers, String place) {
    for (QuantizedLayer layer : layers) {
      if (layer.clamp != null && layer.clamp.name().equals(name)) {
        return Diagnostic.of(
            Code.PROJECT_FILE,
            "'" + name + "' has no bits of its own: it is part of layer '" + layer.name() + "'",
            place,
            "give the activations of '" + layer.name() + "'");
      }
    }
    List<String> names = layers.stream().map(QuantizedLayer::name).toList();
    return Diagnostic.of(
        Code.PROJECT_FILE,
        "no layer '" + name + "'",
        place,
        names.isEmpty()
            ? "the network has no layer that quantizes"
            : "did you mean '"
                + NearestName.of(name, names)
                + "'? layers: "
                + String.join(", ", names));
  }
}
