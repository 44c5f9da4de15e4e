package io.nn2fpga.contract;

import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What goes into a case and what has to come out.
 *
 * @param inputs beats by input: {@code [beat][lane]}, all frames one after the other
 * @param outputs expected beats by output
 */
record Stimulus(List<int[][]> inputs, List<int[][]> outputs) {

  /** Random frames of a case and what the kernel's {@code evaluate} makes of them. */
  static Stimulus of(ContractCase contractCase) {
    Graph graph = contractCase.graph();
    Random random = new Random(contractCase.seed());
    List<List<int[]>> inputs = lists(graph.inputs().size());
    List<List<int[]>> outputs = lists(graph.outputs().size());
    for (int frame = 0; frame < contractCase.frames(); frame++) {
      List<Tensor> operands = new ArrayList<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        StreamType type = contractCase.inputs().get(i);
        IntTensor tensor = frame(type, random, frame == 1);
        operands.add(tensor);
        inputs.get(i).addAll(List.of(BeatLayout.pack(type, tensor)));
      }
      operands.addAll(contractCase.constants());
      List<IntTensor> results = contractCase.kernel().evaluate(operands);
      for (int o = 0; o < results.size(); o++) {
        StreamType type = graph.value(graph.outputs().get(o)).stream();
        outputs.get(o).addAll(List.of(BeatLayout.pack(type, results.get(o))));
      }
    }
    return new Stimulus(arrays(inputs), arrays(outputs));
  }

  private static IntTensor frame(StreamType type, Random random, boolean corners) {
    IntegerElement element = type.element();
    int[] data = new int[type.frame().size()];
    int min = (int) element.min();
    int max = (int) element.max();
    int[] corner = {min, max, 0, Math.max(min, -1), Math.min(max, 1)};
    for (int i = 0; i < data.length; i++) {
      data[i] =
          corners
              ? corner[random.nextInt(corner.length)]
              : (int) (element.min() + (random.nextLong() & ((1L << element.bits()) - 1)));
    }
    return new IntTensor(type.frame(), data);
  }

  private static List<List<int[]>> lists(int count) {
    List<List<int[]>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static List<int[][]> arrays(List<List<int[]>> lists) {
    return lists.stream().map(list -> list.toArray(new int[0][])).toList();
  }
}
