package io.nn2fpga.op;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The operators on the class path. */
public final class Operators {
  private static final List<Operator> ALL =
      ServiceLoader.load(Operator.class).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparing(Operator::name))
          .toList();

  private Operators() {}

  /** Every operator, by name. */
  public static List<Operator> all() {
    return ALL;
  }

  /**
   * The operator that lowers an int-level operation.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LayerOperator layer(IntegerOperation operation) {
    for (Operator operator : ALL) {
      if (operator instanceof LayerOperator layer && layer.operation().isInstance(operation)) {
        return layer;
      }
    }
    throw new IllegalArgumentException("no operator lowers " + operation.mnemonic());
  }

  /** Found at the first use: a class path without them can do all but streams. */
  private static final class Structural {
    private static final StructuralActors ACTORS =
        ServiceLoader.load(StructuralActors.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no structural actors on the class path"));
  }

  /** The structural actors of the class path. */
  public static StructuralActors structural() {
    return Structural.ACTORS;
  }
}
