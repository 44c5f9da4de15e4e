package io.nn2fpga.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files are read by compilers: their numbers have no language. */
class GeneratedTextTest {
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 2, 3, 4);
  private static final Encoding CODES = new Encoding(0.037, 93, IntegerElement.unsigned(8));

  private static Map<String, String> files() {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", new StreamType(3, 4, 2, IntegerElement.unsigned(8), 3, 2));
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    Design design = Design.of(builder.build(), "queue");
    DesignFiles sources = DesignFiles.of(design);
    InputEncoding input =
        InputEncoding.calibrated(
            ModelInput.channelsFirst(MODEL),
            new Preprocessing(1 / 255.0, List.of(0.5, 0.25), List.of(0.5, 2.0), DataLayout.NHWC),
            CODES);
    OutputEncoding output =
        new OutputEncoding(
            "y", MODEL, MODEL, CODES, List.of(new HostStep(HostStep.Kind.SOFTMAX, 0)));
    Map<String, String> files = new TreeMap<>(sources.files());
    files.putAll(DriverFiles.of(design, input, output, sources.hash()));
    for (String name : List.of("icebreaker", "arty-a7-100t", "zcu104", "alveo-u250")) {
      Board board = Boards.find(name);
      BoardFiles.of(design, sources, board, 24.5, input, output)
          .forEach((path, text) -> files.put(name + "/" + path, text));
      AmdFiles.of(design, sources, board, 24.5)
          .forEach((path, text) -> files.put(name + "/" + path, text));
    }
    return files;
  }

  @Test
  void generatedFilesDoNotDependOnTheUsersLanguage() {
    Map<String, String> expected = files();
    assertThat(expected).containsKeys("driver/c/queue.c", "icebreaker/board/board.json");
    Locale before = Locale.getDefault();
    try {
      // Its digits are others.
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(files()).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }
}
