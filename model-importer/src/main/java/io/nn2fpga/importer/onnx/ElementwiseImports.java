package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.BatchNormalization;
import java.util.Map;

/** Imports of operators that work channel by channel, or with constant bounds. */
final class ElementwiseImports {
  private ElementwiseImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of("BatchNormalization", ElementwiseImports::batchNormalization, "Clip", Bounds::clip);

  private static void batchNormalization(NodeScope node) {
    Attributes attributes = node.attributes();
    attributes.ignore("momentum");
    if (attributes.flag("training_mode", false)) {
      throw node.refuse("attribute 'training_mode' is 1", "export the model in evaluation mode");
    }
    if (!attributes.flag("spatial", true)) {
      throw node.refuse("attribute 'spatial' is 0", "normalize each channel as a whole");
    }
    for (int result = 1; result < 5; result++) {
      if (node.hasResult(result)) {
        throw node.refuse("the batch's own statistics are asked for", "remove the extra outputs");
      }
    }
    double epsilon = attributes.number("epsilon", 1e-5f);
    node.emitSample(
        new BatchNormalization(epsilon),
        node.parameter(1, "the scale"),
        node.parameter(2, "the bias"),
        node.parameter(3, "the mean"),
        node.parameter(4, "the variance"));
  }
}
