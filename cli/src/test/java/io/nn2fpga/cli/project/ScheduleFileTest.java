package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.fold.Schedule;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.WeightMemory;
import io.nn2fpga.ops.dense.Dense;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleFileTest {
  @TempDir Path folder;

  private static Graph empty() {
    Graph.Builder builder = Graph.builder("net", Level.INT);
    builder.output(builder.input("x", TensorType.of(IntegerElement.unsigned(8), 1, 1, 4)));
    return builder.build();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Schedule schedule = new Schedule("zcu104", 200, Map.of(), Map.of("conv/1: a", 7));
    Path file = folder.resolve("schedule.yaml");
    Files.writeString(file, ScheduleFile.write(schedule));
    assertThat(ScheduleFile.read(file, empty())).isEqualTo(schedule);
  }

  /** A layer with weights. */
  private static Graph dense() {
    Graph.Builder builder = Graph.builder("net", Level.INT);
    String x = builder.input("x", TensorType.of(IntegerElement.unsigned(8), 1, 1, 2));
    String w = builder.constant("w", IntTensor.of(IntegerElement.signed(8), new int[6], 3, 2));
    String sums =
        builder.node("fc", new Dense(IntegerElement.signed(20)), List.of(x, w), "model/fc");
    builder.output(sums);
    return builder.build();
  }

  @Test
  void theMemoryOfWeightsIsWrittenAndRead() throws IOException {
    Folding folding = new Folding(1, 2, 1).in(WeightMemory.SPRAM);
    Schedule schedule = new Schedule("icebreaker", 24, Map.of("fc", folding), Map.of());
    Path file = folder.resolve("schedule.yaml");
    Files.writeString(file, ScheduleFile.write(schedule));
    assertThat(file).content().contains("memory: spram");
    assertThat(ScheduleFile.read(file, dense()).layers()).containsEntry("fc", folding);

    Files.writeString(file, ScheduleFile.write(schedule).replace("spram", "sdram"));
    assertThatThrownBy(() -> ScheduleFile.read(file, dense()))
        .hasMessageContaining("error[schedule]: 'memory' is \"sdram\"")
        .hasMessageContaining("hint: it is one of rom, spram");
  }

  @Test
  void allProblemsAreReportedWithTheirLines() throws IOException {
    Path file = folder.resolve("schedule.yaml");
    Files.writeString(
        file,
        "board: zcu104\nclockMhz: 200\nfifo: {}\nlayers:\n  conv9: {pe: 1}\nfifos:\n  a: 1\n");
    assertThatThrownBy(() -> ScheduleFile.read(file, empty()))
        .hasMessage(
            """
            error[schedule]: unknown key 'fifo'
              at FILE, line 3
              hint: did you mean 'fifos'?
            error[schedule]: unknown layer 'conv9'
              at FILE, line 5
              hint: none is known here
            error[schedule]: 'a' is 1
              at FILE, line 7
              hint: it is a whole number of at least 2"""
                .replace("FILE", file.toString()));
  }

  @Test
  void aFileThatIsNotYamlIsPlaced() throws IOException {
    Path file = folder.resolve("schedule.yaml");
    Files.writeString(file, "board: [\n");
    assertThatThrownBy(() -> ScheduleFile.read(file, empty()))
        .hasMessageContaining("error[malformed-file]: not a YAML file")
        .hasMessageContaining("schedule.yaml, line");
  }
}
