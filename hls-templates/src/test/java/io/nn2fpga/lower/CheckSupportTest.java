package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Softmax;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckSupportTest {
  private final Graph.Builder graph = Graph.builder("net", Level.NN);

  private String node(String name, io.nn2fpga.ir.Operation op, String... operands) {
    return graph
        .node(new Node(name, op, List.of(operands), List.of(name), "net.onnx, node '" + name + "'"))
        .output();
  }

  @Test
  void reportsEveryUnsupportedNodeAtOnce() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 4, 8, 8));
    String w = graph.constant("w", FloatTensor.of(new float[4 * 9], 4, 1, 3, 3));
    String depthwise =
        node(
            "dw",
            new Conv(List.of(3, 3), List.of(1, 1), List.of(0, 3, 0, 0), List.of(1, 1), 4),
            x,
            w);
    String v = graph.constant("v", FloatTensor.of(new float[4 * 4 * 9], 4, 4, 3, 3));
    String dilated =
        node(
            "wide",
            new Conv(List.of(3, 3), List.of(1, 1), List.of(2, 2, 5, 2), List.of(2, 2), 1),
            depthwise,
            v);
    String map = graph.constant("map", FloatTensor.of(new float[9], 1, 9));
    graph.output(node("grid", new Add(), dilated, map));
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[unsupported-attribute]: pads [0, 3, 0, 0] (top, left, bottom, right) leave a window of kernel [3, 3] without any input
              at net.onnx, node 'dw'
              hint: make every pad smaller than what the kernel spans on its axis
            error[unsupported-attribute]: pads [2, 2, 5, 2] (top, left, bottom, right) leave a window of kernel [3, 3] without any input
              at net.onnx, node 'wide'
              hint: make every pad smaller than what the kernel spans on its axis
            error[unsupported-attribute]: a constant that differs within a channel has no hardware form
              at net.onnx, node 'grid'
              hint: use one number a channel""");
  }

  @Test
  void refusesASumOfDifferentShapesAndAnOutputThatIsRead() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 4, 2, 2));
    String mean = node("mean", new GlobalAveragePool(), x);
    graph.output(node("sum", new Add(), x, mean));
    node("more", new Relu(), "sum");
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .hasMessage(
            """
            error[unsupported-attribute]: an addition of f32[4,1,1] to f32[4,2,2] has no hardware form
              at net.onnx, node 'sum'
              hint: add values of the same shape; a constant may have fewer axes
            error[unsupported-operator]: value 'sum' is an output of the network and is read by it too
              at net.onnx, node 'more'
              hint: export a network whose output is what its last node gives""");
  }

  @Test
  void refusesASoftmaxInTheMiddleAndANetworkWithoutHardware() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 4));
    graph.output(node("relu", new Relu(), node("soft", new Softmax(0), x)));
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .hasMessage(
            """
            error[unsupported-operator]: 'softmax' has a hardware form at the end of a network only
              at net.onnx, node 'soft'
              hint: end the network with this node""");

    Graph.Builder tail = Graph.builder("tail", Level.NN);
    String y = tail.input("y", TensorType.of(FloatElement.F32, 4));
    tail.output(tail.node("soft", new Softmax(0), List.of(y), ""));
    assertThatThrownBy(() -> Pipelines.simplification().run(tail.build()))
        .hasMessage(
            """
            error[unsupported-operator]: the network holds no operator that goes into hardware
              hint: softmax and arg-max at the end of a network are done by the driver""");
  }

  private static Conv conv(List<Integer> kernel, List<Integer> pads) {
    return new Conv(kernel, List.of(1, 1), pads, List.of(1, 1), 1);
  }

  @Test
  void refusesEveryConvolutionWithAWindowInThePaddingAlone() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 1, 4, 4));
    String w = graph.constant("w", FloatTensor.of(new float[1], 1, 1, 1, 1));
    String v = graph.constant("v", FloatTensor.of(new float[6], 1, 1, 3, 2));
    String point = node("point", conv(List.of(1, 1), List.of(1, 1, 1, 1)), x, w);
    String good = node("good", conv(List.of(3, 2), List.of(2, 1, 2, 1)), point, v);
    graph.output(node("right", conv(List.of(3, 2), List.of(2, 1, 0, 2)), good, v));
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[unsupported-attribute]: pads [1, 1, 1, 1] (top, left, bottom, right) leave a window of kernel [1, 1] without any input
              at net.onnx, node 'point'
              hint: make every pad smaller than what the kernel spans on its axis
            error[unsupported-attribute]: pads [2, 1, 0, 2] (top, left, bottom, right) leave a window of kernel [3, 2] without any input
              at net.onnx, node 'right'
              hint: make every pad smaller than what the kernel spans on its axis""");
  }

  @Test
  void refusesAnInputOfFourAxesEvenIfItIsFlattened() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 2, 3, 4, 5));
    graph.output(node("relu", new Relu(), node("flat", new Flatten(), x)));
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .hasMessage(
            """
            error[unsupported-attribute]: input 'x' has more than three axes, f32[2,3,4,5]
              hint: use images [C, H, W] or vectors [N]""");
  }

  @Test
  void refusesANetworkThatOnlyReshapes() {
    String x = graph.input("x", TensorType.of(FloatElement.F32, 4, 4));
    graph.output(node("image", new Reshape(List.of(1, 4, 4)), x));
    assertThatThrownBy(() -> Pipelines.simplification().run(graph.build()))
        .hasMessage(
            """
            error[unsupported-operator]: the network holds no operator that goes into hardware
              hint: softmax and arg-max at the end of a network are done by the driver""");
  }
}
