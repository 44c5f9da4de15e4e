package io.nn2fpga.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportFormatsTest {
  @Test
  void csvHasEveryFigureOfALayerAndQuotesNames() {
    assertThat(CsvReport.render(SampleReports.measured()).lines())
        .containsExactly(
            "layer,operator,source,input,output,macs,weight_bits,activation_bits,pe,simd,px,"
                + "interval_predicted,interval_measured,bram36_estimated,dsp_estimated,"
                + "ff_estimated,lut_estimated,uram_estimated",
            "\"<script>alert(\"\"1\"\")</script>|`*_,&'$x#end\",conv,"
                + "\"net.onnx, node '<script>alert(\"\"1\"\")</script>|`*_,&'$x#end' (Conv)\","
                + "28x28x1,28x28x8,156800,8,8,8,25,1,784,784,0.5,208,2725,5277,0",
            "/fc/Gemm,conv,\"net.onnx, node '/fc/Gemm' (Conv)\","
                + "28x28x1,28x28x8,156800,8,8,8,25,1,640,784,0.5,208,2725,5277,0");
  }

  @Test
  void synthesizedAmountsStandBesideTheEstimates() {
    List<String> lines = CsvReport.render(SampleReports.synthesized()).lines().toList();
    assertThat(lines.get(0)).contains("dsp_estimated,dsp_synthesized,ff_estimated");
    assertThat(lines.get(1)).contains(",0.5,0.5,208,200,2725,2600,5277,5100,0,0");
    assertThat(lines.get(2)).contains(",0.5,,208,,2725,,5277,,0,");
  }

  @Test
  void markdownHasTheFindingsAndARowALayer() {
    String text = MarkdownReport.render(SampleReports.measured());
    String name = "\\<script\\>alert(\"1\")\\</script\\>\\|\\`\\*\\_,&'$x\\#end";
    assertThat(text)
        .startsWith(
            "# net "
                + name
                + " on zcu104\n\n- **partition**: the host computes 36.5 % of 157,440 MACs; a frame is"
                + " 784 bytes there, 64 back\n- **quantized**: auto, per-channel")
        .contains("\n- **accuracy**: top-1 float 98.20 %,")
        .contains("- **limited by**: DSP or LUT and FF\n")
        .contains("| layer | operator | source | input |")
        .contains("\n| " + name + " | conv | ");
    long cells =
        text.lines()
            .filter(l -> l.startsWith("| ---"))
            .findFirst()
            .orElseThrow()
            .chars()
            .filter(c -> c == '|')
            .count();
    assertThat(text.lines().filter(l -> l.startsWith("| ")))
        .hasSize(4)
        .allMatch(l -> l.replace("\\|", "").chars().filter(c -> c == '|').count() == cells);
  }

  @Test
  void textSaysWhatLimits() {
    assertThat(TextReport.render(SampleReports.measured()))
        .contains(
            "bottleneck    "
                + ShortName.of(SampleReports.NASTY)
                + ": 100.0 % of the interval\n"
                + "limited by    DSP or LUT and FF\n");
    assertThat(TextReport.render(SampleReports.predicted()))
        .contains("limited by    not known: the schedule was replayed\n")
        .contains("accuracy      not measured: no test data\n");
  }

  @Test
  void textSaysHowNumbersBecameCodes() {
    assertThat(TextReport.render(SampleReports.measured()))
        .contains(
            """

            quantized     auto, per-channel weights, asymmetric activations
            biases        corrected for each channel's mean error
            """);
    assertThat(TextReport.render(SampleReports.predicted())).doesNotContain("quantized", "biases");
    String all =
        TextReport.lines(
                SampleReports.quantizedBy(
                    new Report.Method("percentile", "per-tensor", "symmetric", true, false, true)))
            .stream()
            .skip(1)
            .limit(2)
            .map(line -> line.head() + ": " + line.text())
            .collect(Collectors.joining("\n"));
    assertThat(all)
        .isEqualTo(
            """
            quantized: percentile, per-tensor weights, symmetric activations, power-of-two scales, equalized
            biases: as the model has them""");
  }

  @Test
  void textSaysWhatASearchForBitsFound() {
    assertThat(TextReport.render(SampleReports.measured()))
        .contains(
            "precision     25.0 % of the start's cost, loss 0.80 of 1.00 points (top1, 500"
                + " samples)\n");
    assertThat(TextReport.render(SampleReports.predicted())).doesNotContain("precision ");
  }

  @Test
  void jsonIsReadAsItWasWritten() throws Exception {
    for (Report report : List.of(SampleReports.measured(), SampleReports.predicted())) {
      assertThat(ReportJson.read(ReportJson.write(report))).isEqualTo(report);
    }
  }

  @Test
  void timesAreWholeMillisecondsInOrder() {
    Map<String, Double> seconds = new java.util.LinkedHashMap<>();
    seconds.put("import", 0.12345);
    seconds.put("fold", 2.0);
    assertThat(StageTimes.of(seconds))
        .isEqualTo(
            new StageTimes(
                List.of(new StageTimes.Stage("import", 0.123), new StageTimes.Stage("fold", 2.0)),
                2.123));
    assertThatThrownBy(() -> StageTimes.of(seconds).stages().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
