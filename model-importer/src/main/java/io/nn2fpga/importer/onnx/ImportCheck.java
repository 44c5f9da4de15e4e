package io.nn2fpga.importer.onnx;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Compares the imported graph with ONNX Runtime, tensor by tensor, before anything is built on it.
 */
public final class ImportCheck {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-4;
  private static final int RANDOM_SAMPLES = 4;
  private static final double CODES_OFF = 0.01;
  private static final String REPORT =
      "this is a fault of nn2fpga or of ONNX Runtime; please report the model";
  private static final long MOST_CODES = 1 << 16;
  private static final long SEED = 20260101;

  private ImportCheck() {}

  /**
   * What was compared without a difference.
   *
   * @param samples how many inputs
   * @param tensors how many tensors of each, without the input
   * @param values how many numbers in all
   * @param largestDifference of a number, absolute
   */
  public record Agreement(int samples, int tensors, long values, double largestDifference) {}

  /**
   * Runs both and compares every tensor that both observe: |a − b| ≤ 1e-4 + 1e-3·|b|.
   *
   * <p>Of a quantized model each node is given ONNX Runtime's own operands, and codes may differ by
   * one step in at most 1 % of a tensor's values over all samples.
   *
   * @param samples inputs without batch axis; if empty, seeded random ones in [−1, 1), or of all
   *     codes, are made
   * @throws DiagnosticException naming the first tensor that differs
   */
  public static Agreement run(ImportedModel model, List<FloatTensor> samples) {
    List<FloatTensor> inputs = samples.isEmpty() ? random(model.inputType()) : samples;
    try (NnInterpreter interpreter = new NnInterpreter(model.graph());
        OnnxRuntimeExecutor reference = new OnnxRuntimeExecutor(model)) {
      FedInterpreter fed = new FedInterpreter(model.graph());
      return compare(
          model.graph(),
          model.isQuantized() ? fed::run : (x, expected) -> interpreter.run(x),
          reference,
          inputs);
    }
  }

  private static List<FloatTensor> random(TensorType type) {
    Random random = new Random(SEED);
    List<FloatTensor> samples = new ArrayList<>();
    for (int i = 0; i < RANDOM_SAMPLES; i++) {
      float[] data = new float[type.size()];
      for (int k = 0; k < data.length; k++) {
        data[k] =
            type.element() instanceof IntegerElement codes
                ? codes.min()
                    + random.nextInt((int) Math.min(MOST_CODES, codes.max() - codes.min()))
                : 2 * random.nextFloat() - 1;
      }
      samples.add(new FloatTensor(new TensorType(type.shape(), FloatElement.F32), data));
    }
    return samples;
  }

  /**
   * Compares two executors of a graph, in its order.
   *
   * @throws DiagnosticException naming the first tensor that differs, or if there was none
   */
  static Agreement compare(
      Graph graph, FloatExecutor imported, FloatExecutor reference, List<FloatTensor> samples) {
    return compare(graph, (x, expected) -> imported.run(x), reference, samples);
  }

  /** What the imported graph gives for an input, knowing what the reference gives. */
  private interface Candidate {
    Map<String, FloatTensor> run(FloatTensor input, Map<String, FloatTensor> reference);
  }

  private static Agreement compare(
      Graph graph, Candidate imported, FloatExecutor reference, List<FloatTensor> samples) {
    Map<Node, Integer> steps = new HashMap<>();
    int tensors = 0;
    long values = 0;
    double largest = 0;
    for (int sample = 0; sample < samples.size(); sample++) {
      Map<String, FloatTensor> expected = reference.run(samples.get(sample));
      Map<String, FloatTensor> actual = imported.run(samples.get(sample), expected);
      tensors = 0;
      for (Node node : graph.nodes()) {
        FloatTensor a = actual.get(node.output());
        FloatTensor b = expected.get(node.output());
        if (a != null && b != null) {
          boolean codes = graph.value(node.output()).tensor().element() instanceof IntegerElement;
          double difference = compare(node, codes ? 1 : ABSOLUTE, sample, a, b);
          if (codes) {
            steps.merge(node, differing(a, b), Integer::sum);
            checkShare(node, steps.getOrDefault(node, 0), (long) samples.size() * a.data().length);
          }
          largest = Math.max(largest, difference);
          tensors++;
          values += a.data().length;
        }
      }
    }
    if (values == 0) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.IMPORT_MISMATCH,
              "the comparison with ONNX Runtime compared nothing",
              graph.name(),
              null));
    }
    return new Agreement(samples.size(), tensors, values, largest);
  }

  private static int differing(FloatTensor a, FloatTensor b) {
    int count = 0;
    for (int i = 0; i < a.data().length; i++) {
      count += a.data()[i] == b.data()[i] ? 0 : 1;
    }
    return count;
  }

  private static void checkShare(Node node, int differing, long values) {
    if (differing > Math.max(1, values * CODES_OFF)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.IMPORT_MISMATCH,
              "'"
                  + node.output()
                  + "' differs by a step in "
                  + differing
                  + " of "
                  + values
                  + " codes imported and by ONNX Runtime",
              node.source(),
              REPORT));
    }
  }

  private static double compare(
      Node node, double absolute, int sample, FloatTensor actual, FloatTensor expected) {
    double largest = 0;
    for (int i = 0; i < actual.data().length; i++) {
      float a = actual.data()[i];
      float b = expected.data()[i];
      if (Float.compare(a, b) == 0) {
        continue;
      }
      double difference = Math.abs((double) a - b);
      // Written so that a NaN on one side differs.
      if (!(difference <= absolute + RELATIVE * Math.abs(b))) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.IMPORT_MISMATCH,
                String.format(
                    Locale.ROOT,
                    "'%s' at %s of sample %d is %s imported, %s by ONNX Runtime",
                    node.output(),
                    position(actual.type(), i),
                    sample,
                    a,
                    b),
                node.source(),
                REPORT));
      }
      largest = Math.max(largest, difference);
    }
    return largest;
  }

  private static List<Integer> position(TensorType type, int index) {
    List<Integer> position = new ArrayList<>();
    int rest = index;
    for (int axis = type.shape().size() - 1; axis >= 0; axis--) {
      position.add(0, rest % type.extent(axis));
      rest /= type.extent(axis);
    }
    return position;
  }
}
