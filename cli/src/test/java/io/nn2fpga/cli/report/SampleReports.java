package io.nn2fpga.cli.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports as builds write them, but small, and with names that no writer may take for markup. */
public final class SampleReports {
  /** A node's name, as a model may have it. */
  public static final String NASTY = "<script>alert(\"1\")</script>|`*_,&'$x#end";

  private static final Report.Partition PARTITION =
      new Report.Partition(
          57_440,
          100_000,
          new Report.Cut(NASTY, List.of(1, 28, 28), 8, 784),
          new Report.Cut("b", List.of(64), 8, 64),
          List.of(
              new Report.HostNode(NASTY, "standardize", "behind", 0, "no hardware form " + NASTY)));

  private static final Report.Precision PRECISION =
      new Report.Precision(
          "top1",
          500,
          1,
          "bit operations " + NASTY,
          new Report.PrecisionPoint(1e7, 0, 0.1, 8, 8),
          List.of(
              new Report.PrecisionPoint(1e7, 0, 0.1, 8, 8),
              new Report.PrecisionPoint(2.5e6, 0.8, 0.2, 4, 5)),
          new Report.PrecisionPoint(2.5e6, 0.8, 0.2, 4, 5));

  private SampleReports() {}

  /** Two layers, nothing synthesized, everything measured. */
  public static Report measured() {
    return quantizedBy(new Report.Method("auto", "per-channel", "asymmetric", false, true, false));
  }

  /** The same with another method of quantization. */
  static Report quantizedBy(Report.Method method) {
    return report(
        method,
        new Report.Accuracy("top1", 1000, new Report.Top1(0.982), new Report.Top1(0.979), 0.997),
        784L,
        "DSP or LUT and FF",
        null);
  }

  /** The same with synthesized amounts. */
  public static Report synthesized() {
    return report(
        null,
        null,
        784L,
        "DSP",
        Map.of("lut", 5100.0, "ff", 2600.0, "dsp", 200.0, "bram36", 0.5, "uram", 0.0));
  }

  /** The same with nothing run that can be left out. */
  public static Report predicted() {
    return report(null, null, null, null, null);
  }

  private static Report report(
      Report.@Nullable Method method,
      Report.@Nullable Accuracy accuracy,
      @Nullable Long measured,
      @Nullable String limit,
      @Nullable Map<String, Double> synthesized) {
    Boolean exact = measured == null ? null : Boolean.TRUE;
    return new Report(
        1,
        new Report.Model(
            "net " + NASTY,
            "net.onnx",
            "0".repeat(64),
            List.of(1, 28, 28),
            List.of(10),
            157_440,
            838,
            List.of("softmax")),
        new Report.Board(
            "zcu104", "AMD Zynq UltraScale+ MPSoC ZCU104", "xczu7ev-ffvc1156-2-e", null),
        accuracy == null ? null : PARTITION,
        method,
        accuracy,
        accuracy == null ? null : PRECISION,
        new Report.Verification(
            new Report.Check(exact, exact == null ? 0 : 16),
            new Report.RtlCheck(exact, exact == null ? 0 : 16, exact == null ? null : "loop")),
        new Report.Performance(
            new Report.Cycles(784, measured),
            new Report.Cycles(2257, measured == null ? null : 2257L),
            new Report.Cycles(1681, measured == null ? null : 1681L),
            200,
            null,
            255_102.04,
            NASTY,
            1,
            limit,
            measured),
        new Report.Resources(
            0.5,
            new Report.Total(
                new Report.Amount(5559, null, null, 230_400),
                new Report.Amount(3028, null, null, 460_800),
                new Report.Amount(210, null, null, 1728),
                new Report.Amount(0.5, null, null, 312),
                new Report.Amount(0, null, null, 0)),
            null),
        null,
        List.of(layer(NASTY, 784, measured, synthesized), layer("/fc/Gemm", 640, measured, null)),
        new Report.Bitstream(null, null),
        List.of(new Report.ToolRun("verilator", "5.006", "simulates the generated Verilog")),
        List.of(new Report.NotRun("synthesis", "no tool")));
  }

  private static Report.Layer layer(
      String name,
      long interval,
      @Nullable Long measured,
      @Nullable Map<String, Double> synthesized) {
    return new Report.Layer(
        name,
        "conv",
        "net.onnx, node '" + name + "' (Conv)",
        List.of(28, 28, 1),
        List.of(28, 28, 8),
        156_800,
        8,
        8,
        8,
        25,
        1,
        interval,
        measured,
        new java.util.TreeMap<>(
            Map.of("lut", 5277.0, "ff", 2725.0, "dsp", 208.0, "bram36", 0.5, "uram", 0.0)),
        synthesized,
        new Report.Activity(interval / 784.0, 1 - interval / 784.0, 0),
        new Report.Quantization(19, 24, 0.0052));
  }
}
