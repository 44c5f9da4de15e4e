package io.nn2fpga.importer.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operations that compute nothing. */
final class ShapeRules {
  private final NetworkConstruction network;
  private final NetworkBuilder builder;

  ShapeRules(NetworkConstruction network, NetworkBuilder builder) {
    this.network = network;
    this.builder = builder;
  }

  void addTo(Map<String, NetworkConstruction.Rule> rules) {
    rules.put("broadcast_in_dim", this::broadcast);
    rules.put("convert", this::convert);
    rules.put("optimization_barrier", v -> network.build(v.operand(0)));
    rules.put("reshape", this::reshape);
    rules.put("transpose", this::transpose);
  }

  private String reshape(HloValue value) {
    HloValue x = value.operand(0);
    if (x.type().size() != value.type().size()) {
      throw value.operation().malformed(x.type() + " has not the elements of " + value.type());
    }
    // Extents are written down here, so that an image that is flattened is flattened for all.
    String built = network.shaped(x);
    boolean squeezed = squeezed(x.type()).equals(squeezed(value.type()));
    return squeezed ? built : builder.shaped(built, value.type(), value.operation());
  }

  private static List<Integer> squeezed(HloType type) {
    return type.shape().stream().filter(extent -> extent != 1).toList();
  }

  private String broadcast(HloValue value) {
    HloValue x = value.operand(0);
    List<Integer> axes = Axes.broadcast(value.operation(), x.type(), value.type());
    boolean sameOrder = axes.equals(axes.stream().sorted().toList());
    if (x.type().size() != value.type().size() || !sameOrder) {
      throw NetworkConstruction.unsupported(
          value, "only constants are repeated along an axis; " + x.type() + " is computed");
    }
    return network.build(x);
  }

  private String convert(HloValue value) {
    String from = value.operand(0).type().element();
    if (!from.equals(value.type().element())) {
      throw NetworkConstruction.unsupported(
          value,
          "computed values are float32 throughout; this one goes from "
              + from
              + " to "
              + value.type().element());
    }
    return network.build(value.operand(0));
  }

  /** Axes of extent 1 can be anywhere without moving an element; the first one is the batch. */
  private String transpose(HloValue value) {
    HloValue x = value.operand(0);
    List<Integer> order = Axes.order(value.operation(), x.type().rank());
    String operand = network.shaped(x);
    boolean dropped = builder.shape(x.type()).size() < x.type().rank();
    List<Integer> kept = new ArrayList<>();
    for (int axis : order) {
      if (!dropped) {
        kept.add(axis);
      } else if (axis > 0) {
        kept.add(axis - 1);
      }
    }
    return builder.transposed(operand, kept, value.operation());
  }
}
