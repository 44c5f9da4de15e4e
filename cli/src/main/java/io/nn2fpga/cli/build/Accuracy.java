package io.nn2fpga.cli.build;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.OutputEncoding;
import java.util.List;
import java.util.stream.IntStream;
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
   * The value that is compared: of a model that was quantized here what its output codes stand for,
   * unless the host computes more with them than a class; else its output.
   */
  static String observed(FrontEnd.Loaded loaded, QuantizedModel model) {
    return loaded.model().isQuantized() || loaded.parts().plan().hasTail()
        ? loaded.model().graph().outputs().get(0)
        : model.output().value();
  }

  /**
   * Measures both networks.
   *
   * @param executor the model's own network
   * @param observed the value that it observes: what {@link #observed} says
   * @param labels one class a sample, or null
   */
  @SuppressWarnings("NullAway") // labels are read only where they are known to be there
  static Accuracy measure(
      FloatExecutor executor,
      String observed,
      QuantizedModel model,
      SampleFile data,
      int @Nullable [] labels) {
    List<IntTensor> frames = data.codes(model, data.count());
    List<IntTensor> outputs = new IntegerExecutor(model.graph()).runAll(frames);
    int[] integerClasses =
        IntStream.range(0, outputs.size())
            .parallel()
            .map(i -> integerClass(observed, model, data.modelInput(i), outputs.get(i)))
            .toArray();
    int floatRight = 0;
    int integerRight = 0;
    int same = 0;
    for (int i = 0; i < outputs.size(); i++) {
      FloatTensor sample = data.modelInput(i);
      FloatTensor result = executor.run(sample).get(observed);
      if (result == null) {
        throw new IllegalStateException("'" + observed + "' was not observed");
      }
      int floatClass = OutputEncoding.top1(result);
      int integerClass = integerClasses[i];
      same += floatClass == integerClass ? 1 : 0;
      if (labels != null) {
        floatRight += floatClass == labels[i] ? 1 : 0;
        integerRight += integerClass == labels[i] ? 1 : 0;
      }
    }
    return new Accuracy(
        outputs.size(), labels == null ? -1 : floatRight, labels == null ? -1 : integerRight, same);
  }

  private static int integerClass(
      String observed, QuantizedModel model, FloatTensor sample, IntTensor codes) {
    return observed.equals(model.output().value())
        ? model.output().top1(codes)
        : OutputEncoding.top1(NnInterpreter.numbers(model.result(sample, codes)));
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
