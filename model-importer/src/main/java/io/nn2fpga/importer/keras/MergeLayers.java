package io.nn2fpga.importer.keras;

import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import java.util.List;
import java.util.Map;

/** Imports of layers that take several results. */
final class MergeLayers {
  private MergeLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "Add", layer -> layer.finish(combined(layer, new Add())),
          "Average", MergeLayers::average,
          "Concatenate", MergeLayers::concatenate,
          "Maximum", layer -> layer.finish(combined(layer, new Binary(BinaryFunction.MAX))),
          "Minimum", layer -> layer.finish(combined(layer, new Binary(BinaryFunction.MIN))),
          "Multiply", layer -> layer.finish(combined(layer, new Mul())),
          "Subtract", layer -> layer.finish(combined(layer, new Binary(BinaryFunction.SUB))));

  private static String combined(LayerScope layer, NnOperation operation) {
    List<String> inputs = layer.inputs();
    if (inputs.size() < 2) {
      throw layer.refuse("one input instead of several", null);
    }
    String value = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      value =
          i == 1
              ? layer.main(operation, value, inputs.get(i))
              : layer.emit(operation, value, inputs.get(i));
    }
    return value;
  }

  private static void average(LayerScope layer) {
    String sum = combined(layer, new Add());
    layer.finish(layer.emit(new Mul(), sum, layer.number("share", 1.0 / layer.inputs().size())));
  }

  private static void concatenate(LayerScope layer) {
    int rank = layer.shape(layer.inputs().get(0)).size();
    int axis = layer.config().integer("axis", -1);
    int counted = axis < 0 ? axis + rank : axis - 1;
    if (counted < 0 || counted >= rank) {
      throw layer.refuse("'axis' is " + axis + " of " + rank + " axes and the batch", null);
    }
    layer.finish(layer.main(new Concat(counted), layer.inputs().toArray(String[]::new)));
  }
}
