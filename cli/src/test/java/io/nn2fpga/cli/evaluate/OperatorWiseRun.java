package io.nn2fpga.cli.evaluate;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.ObservedCodes;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.quant.ChannelsLast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs an integer graph in which every code that a reference gave replaces the graph's own before
 * anything reads it, so that differences do not add up from operator to operator.
 */
final class OperatorWiseRun {
  private final Graph graph;
  private final List<ObservedCodes> observed;

  OperatorWiseRun(QuantizedModel model) {
    graph = model.graph();
    observed = model.host().observed();
  }

  /**
   * One sample.
   *
   * @param reference the model's codes by name, as numbers
   * @return the graph's own codes for them
   */
  Map<String, int[]> run(Map<String, FloatTensor> reference) {
    Map<String, Tensor> values = new HashMap<>(graph.constants());
    Map<String, int[]> own = new HashMap<>();
    graph.inputs().forEach(input -> replace(input, reference, values));
    for (Node node : graph.nodes()) {
      List<Tensor> operands = new ArrayList<>();
      node.inputs().forEach(name -> operands.add(Objects.requireNonNull(values.get(name), name)));
      IntTensor result = ((IntegerOperation) node.op()).evaluate(operands).get(0);
      values.put(node.output(), result);
      for (ObservedCodes codes : observed) {
        if (codes.integers().equals(node.output()) && reference.containsKey(codes.value())) {
          own.put(codes.value(), codes.ordered(result));
        }
      }
      replace(node.output(), reference, values);
    }
    return own;
  }

  private void replace(
      String integers, Map<String, FloatTensor> reference, Map<String, Tensor> values) {
    for (ObservedCodes codes : observed) {
      FloatTensor numbers = reference.get(codes.value());
      if (codes.integers().equals(integers) && numbers != null) {
        ChannelsLast frame = ChannelsLast.of(codes.laidOut());
        int[] ordered = new int[frame.size()];
        for (int i = 0; i < ordered.length; i++) {
          ordered[i] = (int) numbers.data()[frame.order().get(i)];
        }
        values.put(integers, new IntTensor((TensorType) graph.value(integers).type(), ordered));
      }
    }
  }
}
