package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutions and products with constant weights, with what is done to their results. */
final class LinearRules {
  private final NetworkConstruction network;
  private final NetworkBuilder builder;
  private final MovementRules movement;

  LinearRules(NetworkConstruction network, NetworkBuilder builder) {
    this.network = network;
    this.builder = builder;
    movement = new MovementRules(network, builder);
  }

  void addTo(Map<String, NetworkConstruction.Rule> rules) {
    for (String kind : List.of("convolution", "dot_general", "dot")) {
      rules.put(kind, v -> build(v, Affine.identity(v)));
    }
  }

  /** Whether a linear operation can take in factors and offsets behind it: one a channel. */
  boolean takesIn(HloValue value, Affine chain) {
    if (value.is("convolution")) {
      return chain.variesOnlyAlong(Convolution.of(value).outputAxis('f'));
    }
    if (value.is("dot_general") || value.is("dot")) {
      if (!hasWeights(value)) {
        return false;
      }
      Product product = Product.of(value);
      return product.weightRest().size() == 1 && chain.variesOnlyAlong(product.outputAxis());
    }
    return false;
  }

  private static boolean hasWeights(HloValue product) {
    return product.operand(0).isConstant() || product.operand(1).isConstant();
  }

  /** Builds a linear operation, with what is done to its result. */
  String build(HloValue value, Affine chain) {
    if (value.is("convolution")) {
      return convolution(value, Convolution.of(value), chain);
    }
    return hasWeights(value)
        ? product(value, Product.of(value), chain)
        : movement.product(value, Product.batch(value), Product.contracted(value));
  }

  private String convolution(HloValue value, Convolution conv, Affine chain) {
    HloOperation source = value.operation();
    List<Integer> spatial = conv.spatialAxes(conv.input());
    HloType type = conv.x().type();
    int batch = conv.input().indexOf('b');
    if (type.shape().get(batch) != 1) {
      throw source.refuse("a batch of " + type.shape().get(batch), "lower for a batch of 1");
    }
    List<Integer> kept = NetworkBuilder.others(type.rank(), List.of(batch));
    List<Integer> order = new ArrayList<>(List.of(kept.indexOf(conv.input().indexOf('f'))));
    spatial.forEach(axis -> order.add(kept.indexOf(axis)));
    List<Integer> extents = kept.stream().map(type.shape()::get).toList();
    String x = builder.shaped(network.build(conv.x()), extents, source);
    x = builder.transposed(x, order, source);
    x = builder.shaped(x, conv.asImage(Transpose.shape(extents, order)), source);

    HloTensor weights = conv.weights();
    int outputs = weights.type().shape().get(0);
    int axis = conv.outputAxis('f');
    String result =
        emit(
            "convolution",
            conv.operation(),
            x,
            conv.asImage(weights.type().shape()),
            scaled(weights, Affine.along(chain.scale(), axis)),
            chain,
            axis,
            source);
    List<Integer> produced = new ArrayList<>(List.of(outputs));
    conv.spatialAxes(conv.output()).forEach(a -> produced.add(value.type().shape().get(a)));
    result = builder.shaped(result, produced, source);
    List<Integer> back = new ArrayList<>();
    for (char letter : conv.output().toCharArray()) {
      if (letter != 'b') {
        back.add(letter == 'f' ? 0 : letter - '0' + 1);
      }
    }
    return builder.transposed(result, back, source);
  }

  /** Adds the operation with its weights, and the bias if there is one. */
  private String emit(
      String name,
      NnOperation operation,
      String x,
      List<Integer> weightShape,
      float[] weights,
      Affine chain,
      int axis,
      HloOperation source) {
    List<String> operands = new ArrayList<>();
    operands.add(x);
    operands.add(builder.constant(name + ".weights", weights, weightShape));
    if (!chain.shift().isAll(0)) {
      double[] shift = Affine.along(chain.shift(), axis);
      float[] bias = new float[shift.length];
      for (int i = 0; i < bias.length; i++) {
        bias[i] = (float) shift[i];
      }
      operands.add(builder.constant(name + ".bias", bias, List.of(bias.length)));
    }
    return builder.node(name, operation, operands, source);
  }

  /** Weights whose first axis counts outputs, times a factor for each of them. */
  private static float[] scaled(HloTensor weights, double[] factors) {
    double[] numbers = weights.dense(HloTensor.MAX_FOLDED);
    float[] result = new float[numbers.length];
    int each = numbers.length / factors.length;
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (numbers[i] * factors[i / each]);
    }
    return result;
  }

  private String product(HloValue value, Product product, Affine chain) {
    HloOperation source = value.operation();
    HloTensor weights = product.weights();
    int outputs = weights.type().shape().get(0);
    int axis = product.outputAxis();
    // Without an axis of outputs there is one output, and nothing was taken in.
    float[] numbers =
        axis < 0
            ? weights.floats()
            : scaled(weights, repeated(Affine.along(chain.scale(), axis), outputs));
    List<Integer> rows = product.rows();
    int inputs = weights.type().shape().get(1);
    String x = network.shaped(product.x());
    List<Integer> moved = product.contractedFirst(builder.shape(product.x().type()).size());
    x = builder.transposed(x, moved, source);
    int count = rows.stream().reduce(1, (a, b) -> a * b);
    if (count == 1) {
      x = builder.shaped(x, List.of(inputs), source);
      return emit("dense", new Dense(), x, List.of(outputs, inputs), numbers, chain, axis, source);
    }
    // A product for each of several places is a convolution with a window of one place.
    List<Integer> image = rows.size() == 2 ? rows : List.of(1, count);
    x = builder.shaped(x, List.of(inputs, image.get(0), image.get(1)), source);
    List<Integer> one = List.of(1, 1);
    Conv pointwise = new Conv(one, one, List.of(0, 0, 0, 0), one, 1);
    String result =
        emit("dense", pointwise, x, List.of(outputs, inputs, 1, 1), numbers, chain, axis, source);
    return product.weightsFirst()
        ? result
        : builder.transposed(result, Transpose.TO_CHANNELS_LAST, source);
  }

  private static double[] repeated(double[] factors, int count) {
    return factors.length == count ? factors : java.util.Arrays.copyOf(factors, count);
  }
}
