package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.onnx.WrittenGraph;
import io.nn2fpga.importer.onnx.write.OnnxWriter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.lower.HostGraphs;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a network that the driver runs in ONNX Runtime: written as files, and run on samples
 * to see that the files compute what the reference does.
 */
final class HostPieces {
  /** Samples on which files and reference are compared. */
  private static final int CHECK_SAMPLES = 4;

  /** How far binary32 sums in another order may lie apart, as a share of the largest number. */
  private static final double TOLERANCE = 1e-4;

  private final QuantizedModel model;
  private final HostGraphs host;

  HostPieces(QuantizedModel model) {
    this.model = model;
    host = model.host();
  }

  /** Whether the encodings say everything, so that there is nothing to write. */
  boolean isEmpty() {
    return host.headPiece() == null && host.tailPiece() == null;
  }

  /**
   * Writes the files and compares what they compute.
   *
   * @param folder of the driver's package
   * @return what was found, for the stage's log
   * @throws DiagnosticException if a node cannot be written, ONNX Runtime refuses a file, or
   *     computes something else
   */
  String write(Path folder, SampleFile data) {
    List<String> found = new ArrayList<>();
    OnnxWriter.Written head = write(folder, DriverFiles.HEAD, host.headPiece());
    OnnxWriter.Written tail = write(folder, DriverFiles.TAIL, host.tailPiece());
    int count = Math.min(CHECK_SAMPLES, data.count());
    Graph headPiece = host.headPiece();
    if (headPiece != null && head != null) {
      Comparison all = new Comparison(DriverFiles.HEAD, headPiece, head.exact());
      try (WrittenGraph written = new WrittenGraph(headPiece, head.bytes());
          TensorExecutor reference = reference(headPiece)) {
        for (int i = 0; i < count; i++) {
          Map<String, Tensor> inputs = Map.of(headPiece.inputs().get(0), data.modelInput(i));
          all.add(reference.run(inputs), written.run(inputs));
        }
      }
      found.add(all.text(count));
    }
    Graph tailPiece = host.tailPiece();
    if (tailPiece != null && tail != null) {
      Comparison all = new Comparison(DriverFiles.TAIL, tailPiece, tail.exact());
      List<IntTensor> codes = new IntegerExecutor(model.graph()).runAll(data.codes(model, count));
      try (WrittenGraph written = new WrittenGraph(tailPiece, tail.bytes())) {
        for (int i = 0; i < count; i++) {
          FloatTensor sample = data.modelInput(i);
          String output = tailPiece.outputs().get(0);
          Tensor expected = model.result(sample, codes.get(i));
          all.add(Map.of(output, expected), written.run(model.tailInputs(sample, codes.get(i))));
        }
      }
      found.add(all.text(count));
    }
    return String.join("; ", found);
  }

  private TensorExecutor reference(Graph graph) {
    return ModelFile.interpreter(graph, host.kernels(), graph.outputs());
  }

  private OnnxWriter.@Nullable Written write(Path folder, String name, @Nullable Graph graph) {
    if (graph == null) {
      return null;
    }
    OnnxWriter.Written written = OnnxWriter.write(graph, host.kernels());
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name), written.bytes());
    } catch (IOException e) {
      throw new DiagnosticException(BuildDirectory.unwritable(e));
    }
    return written;
  }

  /** What a file computes against what the reference does. */
  private final class Comparison {
    private final String file;
    private final Graph graph;
    private final boolean exact;
    private long values;
    private long different;
    private double largest;

    /**
     * A comparison.
     *
     * @param exact whether every value has to be equal
     */
    Comparison(String file, Graph graph, boolean exact) {
      this.file = file;
      this.graph = graph;
      this.exact = exact;
    }

    void add(Map<String, ? extends Tensor> expected, Map<String, Tensor> got) {
      for (Map.Entry<String, ? extends Tensor> entry : expected.entrySet()) {
        float[] wanted = NnInterpreter.numbers(entry.getValue()).data();
        float[] is = NnInterpreter.numbers(Objects.requireNonNull(got.get(entry.getKey()))).data();
        boolean codes = entry.getValue() instanceof IntTensor;
        double most = 1;
        for (float number : wanted) {
          most = Math.max(most, Math.abs(number));
        }
        for (int k = 0; k < wanted.length; k++) {
          double distance = Math.abs((double) is[k] - wanted[k]);
          // A code beside a rounding's tie may be the next one.
          double allowed = exact ? 0 : codes ? 1 : TOLERANCE * most;
          if (!(distance <= allowed) && isHeld() && Float.compare(is[k], wanted[k]) != 0) {
            throw differs(entry.getKey(), is[k], wanted[k]);
          }
          values++;
          different += distance == 0 ? 0 : 1;
          largest = Math.max(largest, distance);
        }
      }
    }

    /**
     * Whether a difference is a fault. Behind real numbers whose last bits are open, TFLite's
     * kernels may make more of a code that tipped.
     */
    private boolean isHeld() {
      return exact || !host.kernels().isTflite();
    }

    private DiagnosticException differs(String value, float is, float wanted) {
      return new DiagnosticException(
          Diagnostic.of(
              Code.IMPORT_MISMATCH,
              String.format(
                  Locale.ROOT,
                  "ONNX Runtime computes %s for '%s' with %s, but the reference %s",
                  is,
                  value,
                  file,
                  wanted),
              "please report this model"));
    }

    String text(int samples) {
      return String.format(
          Locale.ROOT,
          "%s: %d nodes; %s the reference in %,d values, %d samples%s",
          file,
          graph.nodes().size(),
          different == 0 ? "equal to" : String.format(Locale.ROOT, "within %.1e of", largest),
          values,
          samples,
          different == 0 || isHeld()
              ? ""
              : String.format(Locale.ROOT, "; %,d values differ", different));
    }
  }
}
