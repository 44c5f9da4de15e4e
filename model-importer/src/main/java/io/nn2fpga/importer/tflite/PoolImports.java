package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnOperation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pools; padded places do not count. */
final class PoolImports {
  private PoolImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.of(
          "AVERAGE_POOL_2D",
          node -> pool(node, w -> new AveragePool(w.kernel(), w.strides(), w.pads(), false)),
          "MAX_POOL_2D",
          node -> pool(node, w -> new MaxPool(w.kernel(), w.strides(), w.pads())));

  private static void pool(OperatorScope node, Function<WindowGeometry, NnOperation> operation) {
    TfliteOperator o = node.operator();
    if (!node.input(0).hasEncodingOf(node.output(0))) {
      throw node.refuse("operand and result have different scales or zero points", null);
    }
    Frame frame = Frame.of(node, 0);
    WindowGeometry window =
        WindowGeometry.of(
            node,
            o.choice(0, 0),
            frame.rowsAndColumns(),
            List.of(o.option(4, 0), o.option(3, 0)),
            List.of(o.option(2, 0), o.option(1, 0)),
            List.of(1, 1));
    NnOperation pool = node.checked(() -> operation.apply(window));
    String pooled = node.add(pool, frame.channelsFirst());
    node.result(frame.restored(node.activated(pooled, o.choice(5, 0))));
  }
}
