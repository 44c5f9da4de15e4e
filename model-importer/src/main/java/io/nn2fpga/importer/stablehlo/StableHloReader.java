package io.nn2fpga.importer.stablehlo;

import com.google.auto.service.AutoService;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelReader;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.quant.KernelSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the text of StableHLO programs; see the package. */
@AutoService(ModelReader.class)
public final class StableHloReader implements ModelReader {
  /** The format's name. */
  public static final String FORMAT = "StableHLO";

  private static final long MAX_BYTES = 1L << 28;
  private static final Pattern START =
      Pattern.compile("(module\\b|func\\.func\\b|\"builtin\\.module\"|#loc).*", Pattern.DOTALL);

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public boolean reads(Path path, byte[] head) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".mlir")
        || name.endsWith(".stablehlo")
        || START.matcher(new String(head, StandardCharsets.UTF_8).strip()).matches();
  }

  @Override
  public ImportedModel read(Path path, ReadOptions options) {
    byte[] bytes = contents(path);
    String file = String.valueOf(path.getFileName());
    String text = new String(bytes, StandardCharsets.UTF_8);
    DataFlow.Program program = DataFlow.of(file, ProgramText.functions(file, text));
    int dot = file.lastIndexOf('.');
    Graph graph = NetworkConstruction.build(dot > 0 ? file.substring(0, dot) : file, program);
    return new ImportedModel(graph, KernelSet.ONNX, FORMAT, path, bytes);
  }

  @Override
  public Set<String> operators() {
    Set<String> operators = new TreeSet<>(NetworkConstruction.operations());
    operators.addAll(ConstantFolding.operations());
    return operators;
  }

  private static byte[] contents(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              Files.exists(path) ? "this is not a file" : "there is no such file",
              path.toString(),
              null));
    }
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.MALFORMED_FILE,
                "a program of " + size + " bytes; programs end at " + MAX_BYTES,
                path.toString(),
                null));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }
}
