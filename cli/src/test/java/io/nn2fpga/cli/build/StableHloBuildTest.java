package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A network that JAX lowered, with GELU, leaky ReLU, a gate on each channel and SiLU, which it
 * writes as dozens of operations: from its text to verified Verilog and C++.
 */
class StableHloBuildTest {
  private static final Path CASE =
      Path.of("../model-importer/src/test/resources/io/nn2fpga/importer/stablehlo/activations")
          .toAbsolutePath()
          .normalize();

  @Test
  void activationsOfJaxBecomeTablesAndProducts() throws IOException {
    Path output = Path.of("target/example-builds/stablehlo-activations").toAbsolutePath();
    StringWriter err = new StringWriter();
    Session session =
        new Session(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            System.getenv(),
            CASE,
            false);

    int exit =
        Main.run(
            session,
            "build",
            "model.mlir",
            "--board=zcu104",
            "--calibrate=input.npy",
            "--samples=3",
            "--no-synthesis",
            "--output=" + output);

    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    Report report = ReportJson.read(Files.readString(output.resolve("report/report.json")));
    assertThat(report.verification().hls().bitExact()).isTrue();
    assertThat(report.verification().rtl().bitExact()).isTrue();
    assertThat(report.layers())
        .extracting(Report.Layer::operator)
        .containsExactly("conv", "lookup", "conv", "add", "average-pool", "multiply", "dense");
    assertThat(Files.readString(output.resolve("graph/int.txt"))).contains("[4,256]");
  }
}
