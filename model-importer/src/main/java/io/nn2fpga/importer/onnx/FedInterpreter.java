package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnOperation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Evaluates each node of a graph on the operands that a reference computed, so that what two
 * implementations round differently stays one step where it arises and does not grow from layer to
 * layer.
 */
final class FedInterpreter {
  private final Graph graph;

  FedInterpreter(Graph graph) {
    this.graph = graph;
  }

  /**
   * Evaluates every node.
   *
   * @param reference values by name, codes as numbers; a value that it lacks is computed here
   * @return what each node gives, codes as numbers
   */
  Map<String, FloatTensor> run(FloatTensor input, Map<String, FloatTensor> reference) {
    Map<String, Tensor> tensors = new HashMap<>(graph.constants());
    feed(tensors, graph.inputs().get(0), input);
    Map<String, FloatTensor> results = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      List<Tensor> operands =
          node.inputs().stream().map(n -> Objects.requireNonNull(tensors.get(n), n)).toList();
      List<? extends Tensor> own = ((NnOperation) node.op()).evaluate(operands);
      for (int i = 0; i < own.size(); i++) {
        String name = node.outputs().get(i);
        FloatTensor result = numbers(own.get(i));
        results.put(name, result);
        feed(tensors, name, reference.getOrDefault(name, result));
      }
    }
    return results;
  }

  private void feed(Map<String, Tensor> tensors, String name, FloatTensor numbers) {
    TensorType type = graph.value(name).tensor();
    if (!(type.element() instanceof IntegerElement)) {
      tensors.put(name, numbers);
      return;
    }
    int[] codes = new int[numbers.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers.data()[i];
    }
    tensors.put(name, new IntTensor(type, codes));
  }

  private static FloatTensor numbers(Tensor tensor) {
    if (tensor instanceof FloatTensor floats) {
      return floats;
    }
    int[] codes = ((IntTensor) tensor).data();
    float[] numbers = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      numbers[i] = codes[i];
    }
    return new FloatTensor(new TensorType(tensor.type().shape(), FloatElement.F32), numbers);
  }
}
