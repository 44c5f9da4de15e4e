package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reductions over windows and over axes: pools, and sums as pools times a number. */
final class PoolRules {
  private static final double ROUNDING = 1e-6;
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);

  private final NetworkConstruction network;
  private final NetworkBuilder builder;

  PoolRules(NetworkConstruction network, NetworkBuilder builder) {
    this.network = network;
    this.builder = builder;
  }

  void addTo(Map<String, NetworkConstruction.Rule> rules) {
    rules.put("reduce_window", this::alone);
    rules.put("reduce", this::alone);
  }

  /** Whether a value is a sum over windows or axes. */
  boolean isSum(HloValue value) {
    return (value.is("reduce_window") || value.is("reduce")) && value.combiner().equals("add");
  }

  /**
   * A mean, and what is left to do for the value that was asked for.
   *
   * @param value the nn value
   * @param rest factors and offsets still to apply
   */
  record Mean(String value, Affine rest) {}

  /** A reduction that nothing is done to: a maximum, or a sum without division. */
  private String alone(HloValue value) {
    if (isSum(value)) {
      Mean mean = mean(value, Affine.identity(value));
      if (!mean.rest().isIdentity()) {
        float[] count = {(float) mean.rest().scale().data()[0]};
        return builder.node(
            "mul",
            new Mul(),
            List.of(mean.value(), builder.constant("count", count, List.of())),
            value.operation());
      }
      return mean.value();
    }
    if (value.combiner().equals("minimum") && value.is("reduce")) {
      return least(value);
    }
    if (!value.combiner().equals("maximum")) {
      throw NetworkConstruction.unsupported(value, "sums and maxima are built, as pools");
    }
    HloValue start = value.operand(1);
    boolean lowest =
        start.isAll(Double.NEGATIVE_INFINITY) || start.isAll(-(double) Float.MAX_VALUE);
    if (!lowest) {
      throw value.operation().refuse("a maximum that starts from another number than -inf", null);
    }
    if (value.is("reduce")) {
      View view = overAxes(value);
      List<Integer> plane = view.shape.subList(1, 3);
      return reduced(value, view, new MaxPool(plane, List.of(1, 1), NO_PADS));
    }
    View view = overWindows(value);
    ReducedWindow window = ReducedWindow.of(value.operation(), value.operand(0).type());
    return windows(
        value,
        view,
        checked(
            value,
            () -> new MaxPool(view.kernel(window), view.strides(window), view.pads(window))));
  }

  private String least(HloValue value) {
    if (!value.operand(1).isAll(Double.POSITIVE_INFINITY)) {
      throw value.operation().refuse("a minimum that starts from another number than inf", null);
    }
    HloType type = value.operand(0).type();
    List<Integer> axes = Axes.reduced(value.operation(), type.rank()).stream().sorted().toList();
    return builder.node(
        "reduce",
        new Reduce(ReduceFunction.MIN, withoutBatch(type, axes), true),
        List.of(network.shaped(value.operand(0))),
        value.operation());
  }

  /** Builds a sum together with the factors behind it, which make a mean of it. */
  Mean mean(HloValue value, Affine chain) {
    if (!value.operand(1).isAll(0)) {
      throw value.operation().refuse("a sum that starts from another number than 0", null);
    }
    if (value.is("reduce")) {
      View view = overAxes(value);
      int count = view.shape.get(1) * view.shape.get(2);
      return new Mean(reduced(value, view, new GlobalAveragePool()), rounded(chain.scaled(count)));
    }
    ReducedWindow window = ReducedWindow.of(value.operation(), value.operand(0).type());
    View view = overWindows(value);
    Affine full = rounded(chain.scaled(size(window)));
    Affine counted = rounded(dividedByCounts(chain, window));
    boolean whole = full.scale().isAll(1) || (full.scale().isSplat() && !counted.scale().isAll(1));
    String pool =
        windows(
            value,
            view,
            checked(
                value,
                () ->
                    new AveragePool(
                        view.kernel(window), view.strides(window), view.pads(window), whole)));
    return new Mean(pool, whole ? full : counted);
  }

  private static double size(ReducedWindow window) {
    return window.window().stream().mapToDouble(w -> w).reduce(1, (a, b) -> a * b);
  }

  /** What is left of the factors if the mean is over the places that are no padding. */
  private static Affine dividedByCounts(Affine chain, ReducedWindow window) {
    double[] counts = new double[window.results()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = window.count(i);
    }
    HloType type = new HloType(window.resultShape(), "f64");
    HloTensor scale =
        ConstantFolding.combine(
            chain.scale(), HloTensor.of(type, counts).shrunk(), (a, b) -> a * b);
    return new Affine(chain.base(), scale, chain.shift());
  }

  /** Factors that are 1 but for binary32 rounding are 1. */
  private static Affine rounded(Affine chain) {
    HloTensor scale =
        ConstantFolding.combine(
            chain.scale(), chain.scale(), (a, b) -> Math.abs(a - 1) < ROUNDING ? 1 : a);
    return new Affine(chain.base(), scale.shrunk(), chain.shift());
  }

  /**
   * How the operand of a reduction becomes {@code [C, H, W]}.
   *
   * @param order of its nn axes, channels first
   * @param shape the extents after that
   * @param rows axis of the program's operand that is H; −1 if H is 1
   * @param columns axis that is W
   */
  private record View(List<Integer> order, List<Integer> shape, int rows, int columns) {
    List<Integer> kernel(ReducedWindow window) {
      return pair(window.window(), 1);
    }

    List<Integer> strides(ReducedWindow window) {
      return pair(window.strides(), 1);
    }

    List<Integer> pads(ReducedWindow window) {
      List<Integer> pads = new ArrayList<>(pair(window.low(), 0));
      pads.addAll(pair(window.high(), 0));
      return pads;
    }

    private List<Integer> pair(List<Integer> numbers, int withoutRows) {
      return List.of(rows < 0 ? withoutRows : numbers.get(rows), numbers.get(columns));
    }
  }

  private View overAxes(HloValue value) {
    HloType type = value.operand(0).type();
    List<Integer> axes = Axes.reduced(value.operation(), type.rank()).stream().sorted().toList();
    List<Integer> order = new ArrayList<>(NetworkBuilder.others(type.rank(), axes));
    int channels = order.stream().map(type.shape()::get).reduce(1, (a, b) -> a * b);
    order.addAll(axes);
    int rows = axes.size() > 1 ? type.shape().get(axes.get(0)) : 1;
    return new View(
        withoutBatch(type, order),
        List.of(channels, rows, type.size() / channels / rows),
        -1,
        type.rank() - 1);
  }

  private List<Integer> withoutBatch(HloType type, List<Integer> order) {
    int dropped = type.rank() - builder.shape(type).size();
    return order.stream().filter(axis -> axis >= dropped).map(axis -> axis - dropped).toList();
  }

  private View overWindows(HloValue value) {
    HloType type = value.operand(0).type();
    ReducedWindow window = ReducedWindow.of(value.operation(), type);
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < type.rank(); axis++) {
      boolean used =
          window.window().get(axis) > 1
              || window.strides().get(axis) > 1
              || window.low().get(axis) + window.high().get(axis) > 0;
      if (used) {
        axes.add(axis);
      }
    }
    List<Integer> spatial =
        type.rank() == 4
            ? (axes.contains(3) ? List.of(2, 3) : List.of(1, 2))
            : List.of(axes.contains(2) ? 2 : 1);
    boolean fits =
        (type.rank() == 4 || type.rank() == 3)
            && type.shape().get(0) == 1
            && spatial.containsAll(axes);
    if (!fits) {
      throw value
          .operation()
          .refuse(
              "windows " + window.window() + " over " + type,
              "slide windows over the rows and columns of one image");
    }
    List<Integer> order = new ArrayList<>(NetworkBuilder.others(type.rank(), spatial));
    order.addAll(spatial);
    List<Integer> shape = new ArrayList<>(order.stream().map(type.shape()::get).toList());
    shape.remove(0);
    if (spatial.size() == 1) {
      shape.add(1, 1);
    }
    return new View(
        withoutBatch(type, order),
        shape,
        spatial.size() == 1 ? -1 : spatial.get(0),
        spatial.get(spatial.size() - 1));
  }

  private String viewed(HloValue value, View view) {
    String x = network.shaped(value.operand(0));
    String moved = builder.transposed(x, view.order, value.operation());
    return builder.shaped(moved, view.shape, value.operation());
  }

  /** The reduced axes have the extent 1 then, so the elements are in order. */
  private String reduced(HloValue value, View view, NnOperation operation) {
    return builder.node(
        operation.mnemonic(), operation, List.of(viewed(value, view)), value.operation());
  }

  private String windows(HloValue value, View view, NnOperation operation) {
    String pooled = reduced(value, view, operation);
    List<Integer> extents = Transpose.shape(builder.shape(value.type()), view.order);
    return builder.transposed(
        builder.shaped(pooled, extents, value.operation()),
        Transpose.inverse(view.order),
        value.operation());
  }

  private static NnOperation checked(
      HloValue value, java.util.function.Supplier<NnOperation> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw value.operation().refuse(String.valueOf(e.getMessage()), null);
    }
  }
}
