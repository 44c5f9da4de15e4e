package io.nn2fpga.cli.build;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.OutputEncoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Top-1 classes of the float and of the integer network on the same samples.
 *
 * @param samples how many
 * @param floatRight on how many the float network names the label; −1 without labels
 * @param integerRight on how many the integer network names the label; −1 without labels
 * @param same on how many both name the same class
 */
public record Accuracy(int samples, int floatRight, int integerRight, int same) {

  /**
   * Measures both networks.
   *
   * @param executor the float network; observes the quantized model's output value
   * @param labels one class a sample, or null
   */
  @SuppressWarnings("NullAway") // labels are read only where they are known to be there
  static Accuracy measure(
      FloatExecutor executor, QuantizedModel model, SampleFile data, int @Nullable [] labels) {
    List<IntTensor> frames = data.codes(model.input(), data.count());
    List<IntTensor> outputs = new IntegerExecutor(model.graph()).runAll(frames);
    int floatRight = 0;
    int integerRight = 0;
    int same = 0;
    for (int i = 0; i < outputs.size(); i++) {
      FloatTensor result = executor.run(data.modelInput(i)).get(model.output().value());
      if (result == null) {
        throw new IllegalStateException("'" + model.output().value() + "' was not observed");
      }
      int floatClass = OutputEncoding.top1(result);
      int integerClass = model.output().top1(outputs.get(i));
      same += floatClass == integerClass ? 1 : 0;
      if (labels != null) {
        floatRight += floatClass == labels[i] ? 1 : 0;
        integerRight += integerClass == labels[i] ? 1 : 0;
      }
    }
    return new Accuracy(
        outputs.size(), labels == null ? -1 : floatRight, labels == null ? -1 : integerRight, same);
  }

  /** Whether labels were given. */
  boolean labelled() {
    return floatRight >= 0;
  }

  /** A count as a share of the samples. */
  double share(int count) {
    return (double) count / samples;
  }
}
