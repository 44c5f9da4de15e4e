package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Pointwise;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arithmetic with constants, sums, bounds, and the softmax that JAX writes out. */
final class ElementwiseRules {
  private static final List<String> SHAPES =
      List.of("broadcast_in_dim", "reshape", "optimization_barrier");

  private final NetworkConstruction network;
  private final NetworkBuilder builder;
  private final LinearRules linear;
  private final PoolRules pools;

  ElementwiseRules(NetworkConstruction network, NetworkBuilder builder) {
    this.network = network;
    this.builder = builder;
    linear = new LinearRules(network, builder);
    pools = new PoolRules(network, builder);
  }

  void addTo(Map<String, NetworkConstruction.Rule> rules) {
    for (String kind : List.of("add", "subtract", "multiply", "divide", "negate")) {
      rules.put(kind, this::arithmetic);
    }
    rules.put("maximum", v -> bound(v, true));
    rules.put("minimum", v -> bound(v, false));
    rules.put("clamp", this::clamp);
    rules.put("select", this::select);
    Formula.NONLINEAR.forEach(kind -> rules.put(kind, this::formula));
  }

  private String arithmetic(HloValue value) {
    HloValue logits = value.is("divide") ? softmaxOf(value) : null;
    if (logits != null) {
      return softmax(value, logits);
    }
    Affine chain = Affine.of(value);
    boolean behindFunction = chain == null || isPartOfFormula(chain.base());
    Formula formula = behindFunction ? Formula.of(value) : null;
    if (formula != null) {
      return emit(value, formula);
    }
    if (chain != null) {
      return affine(value, chain);
    }
    if (value.is("add")) {
      List<String> operands = network.both(repeated(value.operand(0)), repeated(value.operand(1)));
      return builder.node("add", new Add(), operands, value.operation());
    }
    if (value.is("subtract") && !value.operand(0).isConstant() && !value.operand(1).isConstant()) {
      List<String> operands = network.both(repeated(value.operand(0)), repeated(value.operand(1)));
      Affine negative = Affine.identity(repeated(value.operand(1))).scaled(-1);
      String subtrahend = emit(value, negative, operands.get(1));
      return builder.node(
          "add", new Add(), List.of(operands.get(0), subtrahend), value.operation());
    }
    if (value.is("multiply")) {
      List<String> operands = network.both(repeated(value.operand(0)), repeated(value.operand(1)));
      return builder.node("mul", new Mul(), operands, value.operation());
    }
    if (value.is("divide")) {
      List<String> operands = network.both(repeated(value.operand(0)), repeated(value.operand(1)));
      return builder.node("div", new Div(), operands, value.operation());
    }
    throw NetworkConstruction.unsupported(value, null);
  }

  /** A value before it is repeated along axes of extent 1, which nn operations do by themselves. */
  private static HloValue repeated(HloValue value) {
    if (value.is("broadcast_in_dim")) {
      HloValue x = value.operand(0);
      List<Integer> axes = Axes.broadcast(value.operation(), x.type(), value.type());
      return axes.equals(Transpose.identity(value.type().rank())) ? x : value;
    }
    return value;
  }

  /** Whether what precedes a chain is a function that the chain can be part of. */
  private static boolean isPartOfFormula(HloValue base) {
    boolean product =
        List.of("multiply", "divide").contains(base.kind()) && Affine.of(base) == null;
    return base.isReadOnce()
        && (Formula.NONLINEAR.contains(base.kind()) || (product && Formula.of(base) != null));
  }

  private String formula(HloValue value) {
    Formula formula = Formula.of(value);
    if (formula == null) {
      throw NetworkConstruction.unsupported(value, null);
    }
    return emit(value, formula);
  }

  private String emit(HloValue value, Formula formula) {
    String x = network.shaped(formula.base());
    int dropped = value.type().rank() - builder.extents(x).size();
    List<String> operands = new ArrayList<>(List.of(x));
    for (HloTensor constant : formula.constants()) {
      operands.add(parameter("a" + (operands.size() - 1), constant, dropped));
    }
    return builder.node("pointwise", new Pointwise(formula.text()), operands, value.operation());
  }

  private String affine(HloValue value, Affine chain) {
    HloValue base = chain.base();
    if (base.isReadOnce() && linear.takesIn(base, chain)) {
      return linear.build(base, chain);
    }
    if (base.isReadOnce() && pools.isSum(base)) {
      PoolRules.Mean mean = pools.mean(base, chain);
      Affine rest = mean.rest();
      return rest.isIdentity()
          ? mean.value()
          : emit(value, rest, builder.shaped(mean.value(), value.type(), value.operation()));
    }
    HloValue sum = sumOf(base);
    if (sum != base && chain.scale().isSplat()) {
      double factor = chain.scale().data()[0];
      PoolRules.Mean mean = pools.mean(sum, Affine.identity(sum).scaled(factor));
      Affine rest = Affine.identity(base).scaled(mean.rest().scale().data()[0]);
      return emit(
          value,
          new Affine(base, rest.scale(), chain.shift()),
          builder.shaped(mean.value(), value.type(), value.operation()));
    }
    return emit(value, chain, network.shaped(base));
  }

  /** The sum that a value is but for axes of extent 1; the value itself if it is none. */
  private HloValue sumOf(HloValue value) {
    HloValue inner = value;
    while (inner.isReadOnce() && SHAPES.contains(inner.kind())) {
      inner = inner.operand(0);
    }
    boolean sum =
        pools.isSum(inner) && inner.isReadOnce() && inner.type().size() == value.type().size();
    return sum ? inner : value;
  }

  /** Writes scale · x + shift down: a factor or addend if that is all, else a batch norm. */
  private String emit(HloValue value, Affine chain, String x) {
    if (chain.isIdentity()) {
      return x;
    }
    List<Integer> shape = builder.extents(x);
    int dropped = chain.scale().type().rank() - shape.size();
    if (chain.scale().isAll(1)) {
      return builder.node(
          "add",
          new Add(),
          List.of(x, parameter("addend", chain.shift(), dropped)),
          value.operation());
    }
    List<Integer> varying = new ArrayList<>(chain.scale().varying());
    varying.addAll(chain.shift().varying());
    int axis = varying.isEmpty() ? chain.scale().type().rank() - 1 : varying.get(0);
    boolean vector = axis >= dropped && chain.variesOnlyAlong(axis);
    if (chain.shift().isAll(0) || !vector) {
      String scaled =
          builder.node(
              "mul",
              new Mul(),
              List.of(x, parameter("factor", chain.scale(), dropped)),
              value.operation());
      Affine rest = new Affine(chain.base(), Affine.identity(chain.base()).scale(), chain.shift());
      return emit(value, rest, scaled);
    }
    int channels = axis - dropped;
    List<Integer> order = new ArrayList<>(List.of(channels));
    order.addAll(NetworkBuilder.others(shape.size(), List.of(channels)));
    String first = builder.transposed(x, order, value.operation());
    String name = value.kind();
    int count = shape.get(channels);
    String normalized =
        builder.node(
            name,
            new BatchNormalization(0),
            List.of(
                first,
                vector(name + ".scale", Affine.along(chain.scale(), axis)),
                vector(name + ".shift", Affine.along(chain.shift(), axis)),
                vector(name + ".mean", new double[count]),
                vector(name + ".variance", ones(count))),
            value.operation());
    return builder.transposed(normalized, Transpose.inverse(order), value.operation());
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private String vector(String name, double[] numbers) {
    float[] data = new float[numbers.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) numbers[i];
    }
    return builder.constant(name, data, List.of(data.length));
  }

  /** The constant with the extent 1 where it repeats, and without the leading ones of these. */
  private String parameter(String name, HloTensor tensor, int dropped) {
    HloTensor small = tensor.compact();
    List<Integer> shape = small.type().shape();
    int first = dropped;
    while (first < shape.size() && shape.get(first) == 1) {
      first++;
    }
    return builder.constant(name, small.floats(), shape.subList(first, shape.size()));
  }

  private String bound(HloValue value, boolean lower) {
    HloValue first = value.operand(0);
    HloValue second = value.operand(1);
    HloValue bound = first.isConstant() ? first : second;
    if (!bound.isConstant() || !bound.tensor().shrunk().isSplat()) {
      Formula formula = Formula.of(value);
      if (formula != null) {
        return emit(value, formula);
      }
      throw NetworkConstruction.unsupported(
          value, "one operand has to be a constant, the same number for all elements");
    }
    double number = bound.tensor().data()[0];
    HloValue x = first.isConstant() ? second : first;
    return clip(
        value,
        x,
        lower ? number : Double.NEGATIVE_INFINITY,
        lower ? Double.POSITIVE_INFINITY : number);
  }

  private String clamp(HloValue value) {
    HloValue lo = value.operand(0);
    HloValue hi = value.operand(2);
    boolean known =
        lo.isConstant()
            && hi.isConstant()
            && lo.tensor().shrunk().isSplat()
            && hi.tensor().shrunk().isSplat();
    if (!known) {
      throw NetworkConstruction.unsupported(value, "the bounds have to be one constant each");
    }
    return clip(value, value.operand(1), lo.tensor().data()[0], hi.tensor().data()[0]);
  }

  private String clip(HloValue value, HloValue x, double lo, double hi) {
    String operand = network.shaped(x);
    boolean below = lo == Double.NEGATIVE_INFINITY;
    if (below && hi == Double.POSITIVE_INFINITY) {
      return operand;
    }
    NnOperation operation;
    try {
      boolean relu = lo == 0 && hi == Double.POSITIVE_INFINITY;
      operation = relu ? new Relu() : new Clip(lo, hi);
    } catch (IllegalArgumentException e) {
      throw value.operation().refuse(String.valueOf(e.getMessage()), null);
    }
    return builder.node(operation.mnemonic(), operation, List.of(operand), value.operation());
  }

  /** {@code where(x > 0, x, 0)} is a ReLU. */
  private String select(HloValue value) {
    HloValue condition = value.operand(0);
    HloValue x = value.operand(1);
    boolean positive =
        condition.is("compare")
            && List.of("GT", "GE").contains(ConstantFolding.direction(condition.operation()))
            && condition.operand(0) == x
            && condition.operand(1).isAll(0);
    if (!positive || !value.operand(2).isAll(0)) {
      Formula formula = Formula.of(value);
      if (formula != null) {
        return emit(value, formula);
      }
      throw NetworkConstruction.unsupported(
          value, "of selections, where(x > 0, x, 0) and where(x > 0, x, a * x) are built");
    }
    return clip(value, x, 0, Double.POSITIVE_INFINITY);
  }

  private String softmax(HloValue value, HloValue logits) {
    HloValue sum = withoutShape(value.operand(1));
    int axis = Axes.reduced(sum.operation(), sum.operand(0).type().rank()).get(0);
    String x = network.shaped(logits);
    int dropped = logits.type().rank() - builder.extents(x).size();
    if (axis < dropped) {
      throw NetworkConstruction.unsupported(value, "the softmax is over the batch axis");
    }
    return builder.node("softmax", new Softmax(axis - dropped), List.of(x), value.operation());
  }

  /**
   * What a quotient is the softmax of: {@code exp(x − max) / Σ exp(x − max)}, with or without the
   * maximum; null if it is none.
   */
  private static @Nullable HloValue softmaxOf(HloValue quotient) {
    HloValue powers = quotient.operand(0);
    HloValue sum = withoutShape(quotient.operand(1));
    boolean matches =
        powers.is("exponential")
            && sum.is("reduce")
            && sum.combiner().equals("add")
            && sum.operand(0) == powers
            && sum.operand(1).isAll(0)
            && Axes.reduced(sum.operation(), powers.type().rank()).size() == 1;
    if (!matches) {
      return null;
    }
    HloValue exponent = powers.operand(0);
    if (!exponent.is("subtract")) {
      return exponent;
    }
    HloValue maximum = withoutShape(exponent.operand(1));
    if (maximum.is("maximum") && maximum.operand(0).isAll(Double.NEGATIVE_INFINITY)) {
      maximum = withoutShape(maximum.operand(1));
    }
    boolean ofLogits =
        maximum.is("reduce")
            && maximum.combiner().equals("maximum")
            && maximum.operand(0) == exponent.operand(0)
            && Axes.reduced(maximum.operation(), powers.type().rank())
                .equals(Axes.reduced(sum.operation(), powers.type().rank()));
    return ofLogits ? exponent.operand(0) : exponent;
  }

  static HloValue withoutShape(HloValue value) {
    HloValue inner = value;
    while (SHAPES.contains(inner.kind())) {
      inner = inner.operand(0);
    }
    return inner;
  }
}
