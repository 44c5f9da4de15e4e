package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.HostTail;
import java.nio.file.Path;

/** Class numbers of test samples, from a .npy file. */
final class LabelFile {
  private LabelFile() {}

  /**
   * Reads class numbers.
   *
   * @param samples how many there must be
   * @param classes they must be below
   * @throws DiagnosticException if the file cannot be read or does not fit
   */
  static int[] read(Path file, int samples, int classes) {
    NpyArray array = NpyFile.read(file);
    if (!array.type().isInteger()) {
      throw problem(
          Code.DATA_TYPE,
          "labels of type " + array.type().word(),
          file,
          "labels are class numbers: an array of integers");
    }
    if (array.shape().isEmpty() || array.samples() != samples || array.sampleSize() != 1) {
      throw problem(
          Code.DATA_SHAPE,
          "labels of shape " + array.shape() + " for " + samples + " test samples",
          file,
          "one class number a sample is needed: shape [" + samples + "]");
    }
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = array.ints(i)[0];
      if (labels[i] < 0 || labels[i] >= classes) {
        throw problem(
            Code.DATA_SHAPE,
            "label "
                + labels[i]
                + " of sample "
                + i
                + ", but the model has "
                + classes
                + " classes",
            file,
            "labels are class numbers, 0 to " + (classes - 1));
      }
    }
    return labels;
  }

  /** How many classes a network names: the size of its output before what the host does to it. */
  static int classes(Graph graph) {
    String value = graph.outputs().get(0);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.op() instanceof HostTail && node.output().equals(value)) {
        value = node.input();
      }
    }
    return graph.value(value).tensor().size();
  }

  private static DiagnosticException problem(Code code, String message, Path file, String hint) {
    return new DiagnosticException(Diagnostic.of(code, message, file.toString(), hint));
  }
}
