package io.nn2fpga.cli.conformance;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.quant.KernelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs all cases below a folder. */
public final class Conformance {
  private Conformance() {}

  /** Runs all cases; those of TFLite with its built-in kernels, as the published ones expect. */
  public static List<CaseResult> run(Path folder) {
    return run(folder, KernelSet.TFLITE_BUILTIN);
  }

  /**
   * Runs all cases.
   *
   * @param folder holds folders of cases, at any depth
   * @param tfliteKernels whose results the quantized TFLite cases expect
   * @return a result for each case, by name
   * @throws DiagnosticException if there are none
   */
  public static List<CaseResult> run(Path folder, KernelSet tfliteKernels) {
    ReadOptions options = new ReadOptions(tfliteKernels);
    List<ConformanceCase> cases = ConformanceCase.below(folder);
    Map<Path, Map<String, String>> indexes = new HashMap<>();
    return cases.stream()
        .map(
            test -> {
              Path collection = test.model().toAbsolutePath().resolveSibling("..").normalize();
              Map<String, String> index =
                  indexes.computeIfAbsent(collection, Conformance::operatorsByCase);
              String operator = index.get(test.name());
              return CaseRunner.run(test, operator == null ? operator(test) : operator, options);
            })
        .toList();
  }

  private static String operator(ConformanceCase test) {
    if (test.isOnnx()) {
      try {
        return String.join(" ", OnnxImporter.operatorsOf(test.model()));
      } catch (DiagnosticException e) {
        return "(unreadable)"; // the run of the case gives the reason
      }
    }
    return test.name();
  }

  /** What a collection's table INDEX.tsv says: the first column, by that named 'case'. */
  private static Map<String, String> operatorsByCase(Path collection) {
    Map<String, String> operators = new HashMap<>();
    Path index = collection.resolve("INDEX.tsv");
    if (!Files.isRegularFile(index)) {
      return operators;
    }
    try {
      List<String> lines = Files.readAllLines(index);
      int column = lines.isEmpty() ? -1 : List.of(lines.get(0).split("\t", -1)).indexOf("case");
      for (String line : lines) {
        String[] cells = line.split("\t", -1);
        if (column >= 0 && column < cells.length) {
          operators.put(cells[column], cells[0]);
        }
      }
    } catch (IOException e) {
      return operators; // a table that cannot be read only leaves the cases without headings
    }
    return operators;
  }
}
