package io.nn2fpga.cli.build;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.cli.project.QuantizationFile.Quantization;
import io.nn2fpga.cli.report.JsonText;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.ir.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a build was made from: {@code manifest.json}. The same manifest means the same bytes.
 *
 * @param version nn2fpga's version
 * @param inputs SHA-256 of each input file, by its role
 * @param options what was asked for, and the method that a quantization file asked for
 * @param tools external tools with their versions
 * @param designHash over the generated sources
 */
record Manifest(
    String version,
    SortedMap<String, String> inputs,
    SortedMap<String, String> options,
    List<Report.ToolRun> tools,
    String designHash) {

  /**
   * The manifest of a build.
   *
   * @param chosen what the network was quantized by; null if it came quantized
   */
  static Manifest of(
      String version,
      BuildRequest request,
      @Nullable Quantization chosen,
      Report report,
      String designHash) {
    SortedMap<String, String> inputs = new TreeMap<>();
    inputs.put("model", report.model().sha256());
    ModelRequest source = request.source();
    putIfGiven(inputs, "calibration", source.calibration());
    putIfGiven(inputs, "test", source.test());
    putIfGiven(inputs, "labels", source.labels());
    putIfGiven(inputs, "quantization", source.quantizationFile());
    putIfGiven(inputs, "schedule", request.schedule());
    putIfGiven(inputs, "partition", source.partition().file());
    SortedMap<String, String> options =
        new TreeMap<>(
            Map.of(
                "name", request.name(),
                "board", request.board().name(),
                "preprocess", preprocess(source),
                "calibrationSamples", String.valueOf(source.calibrationSamples()),
                "bits", String.valueOf(source.bits()),
                "clockMhz", String.valueOf(request.clockMhz()),
                "utilization", String.valueOf(request.utilization()),
                "targetFps", String.valueOf(request.targetFps()),
                "verifySamples", String.valueOf(request.verifySamples())));
    BoardIo io = request.board().io();
    options.put("link", io == null ? "none" : io.link().kind().word());
    options.put("partition", String.valueOf(source.partition()));
    options.put("method", chosen == null ? "as the model says" : String.valueOf(chosen.method()));
    options.put("maxAccuracyLoss", String.valueOf(source.maxAccuracyLoss()));
    return new Manifest(version, inputs, options, report.tools(), designHash);
  }

  private static String preprocess(ModelRequest request) {
    return request.preprocessing() + (request.rawFloats() ? ", floats raw" : "");
  }

  private static void putIfGiven(
      SortedMap<String, String> inputs, String role, @Nullable Path file) {
    if (file != null) {
      inputs.put(role, sha256(file));
    }
  }

  private static String sha256(Path file) {
    try {
      return new Sha256().add(Files.readAllBytes(file)).hex();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON text. */
  String toJson() {
    return JsonText.of(this);
  }
}
