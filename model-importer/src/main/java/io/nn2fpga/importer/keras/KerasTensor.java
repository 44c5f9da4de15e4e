package io.nn2fpga.importer.keras;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Transpose;
import java.util.List;

/**
 * A variable of a layer, with Keras' own axes.
 *
 * @param dims the extents, outermost first
 * @param data the elements, row major
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
record KerasTensor(List<Integer> dims, float[] data) implements Kernel {

  @Override
  public KerasTensor reshaped(List<Integer> extents) {
    return new KerasTensor(extents, data);
  }

  @Override
  public KerasTensor transposed(List<Integer> order) {
    int[] places = Transpose.places(dims, order);
    float[] result = new float[data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = data[places[i]];
    }
    return new KerasTensor(Transpose.shape(dims, order), result);
  }

  /** Number of elements along the last axis. */
  int last() {
    return dims.get(dims.size() - 1);
  }

  @Override
  public String add(LayerScope layer, String name) {
    return layer.constant(name, tensor());
  }

  FloatTensor tensor() {
    return new FloatTensor(new TensorType(dims, FloatElement.F32), data);
  }
}
