package io.nn2fpga.rtl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.skid.SkidKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignFilesTest {
  private static final StreamType STREAM =
      new StreamType(2, 3, 5, IntegerElement.unsigned(8), 1, 2);

  private static Graph graph(String first, String second) {
    Graph.Builder builder = Graph.builder("two queues", Level.FLOW);
    builder.input("x/in:0", STREAM);
    builder.node(first, new FifoKernel(3), List.of("x/in:0"), "node_1");
    builder.node(second, new SkidKernel(), List.of(first), "");
    builder.output(second);
    return builder.build();
  }

  private static DesignFiles files() {
    return DesignFiles.of(Design.of(graph("a.fifo", "module"), "2 queues"));
  }

  @Test
  void sameGraphGivesSameBytes() {
    assertThat(files()).isEqualTo(files());
    assertThat(files().hash()).isEqualTo(files().hash()).hasSize(64);
  }

  @Test
  void topLevelConnectsEveryStreamByName() {
    String top = text("rtl/n_2_queues.v");
    assertThat(top)
        .startsWith("// n_2_queues.v - streaming accelerator of the network 'two queues'")
        .contains("// Stream    s_axis: x/in:0, stream<u8[2,3,5] by 1x2>")
        .contains("// Timing    18 cycles a frame, set by a.fifo")
        .contains("module n_2_queues (\n    input  wire clk,\n    input  wire rst,\n\n")
        .contains("    input  wire [15:0] s_axis_tdata,\n")
        .contains("    output wire m_axis_tlast\n);\n")
        .contains("  wire [15:0] x_in_0_tdata;\n")
        .contains("  assign s_axis_tready = x_in_0_tready;\n")
        .contains("  assign m_axis_tdata = module__tdata;\n")
        .contains(
            """
              // a.fifo, from node_1
              nn2fpga_fifo #(
                  .WIDTH(16),
                  .DEPTH(3),
                  .REGISTERED_READ(0)
              ) u_a_fifo (
                  .clk(clk),
                  .rst(rst),
                  .s_axis_tdata(x_in_0_tdata),
                  .s_axis_tvalid(x_in_0_tvalid),
                  .s_axis_tready(x_in_0_tready),
                  .s_axis_tlast(x_in_0_tlast),
                  .m_axis_tdata(a_fifo_tdata),
                  .m_axis_tvalid(a_fifo_tvalid),
                  .m_axis_tready(a_fifo_tready),
                  .m_axis_tlast(a_fifo_tlast)
              );
            """
                .indent(0));
    assertThat(top.lines().filter(line -> line.contains("nn2fpga_tap"))).hasSize(3);
    assertThat(text("rtl/files.f")).isEqualTo("nn2fpga_fifo.v\nnn2fpga_skid.v\nn_2_queues.v\n");
  }

  @Test
  void hlsFunctionKeepsEveryIncludeAndPragma() {
    String top = text("hls/n_2_queues.cpp");
    assertThat(top.lines().filter(line -> line.startsWith("#include")))
        .containsExactly(
            "#include \"n_2_queues.hpp\"",
            "#include \"nn2fpga_fifo.hpp\"",
            "#include \"nn2fpga_skid.hpp\"",
            "#include \"weights.hpp\"",
            "#include \"nn2fpga_csim.hpp\"");
    assertThat(top.lines().filter(line -> line.startsWith("#pragma")))
        .containsExactly("#pragma HLS dataflow", "#pragma HLS stream variable=a_fifo depth=3");
    assertThat(top).contains("  nn2fpga::fifo<18, 2, 8, 0>(s_axis, a_fifo);  // a.fifo\n");
    assertThat(text("hls/csim.cpp").lines().filter(line -> line.startsWith("#include")))
        .containsExactly(
            "#include <cstdlib>", "#include \"nn2fpga_csim.hpp\"", "#include \"n_2_queues.hpp\"");
    assertThat(text("hls/n_2_queues.hpp"))
        .contains("#ifndef N_2_QUEUES_HPP\n#define N_2_QUEUES_HPP\n")
        .contains("#include \"nn2fpga_stream.hpp\"\n")
        .contains("    nn2fpga::stream<nn2fpga::beat<2, 8, false>>& m_axis\n);")
        .endsWith("#endif\n");
  }

  @Test
  void writesEveryFile(@TempDir Path directory) throws IOException {
    files().writeTo(directory);
    for (String path : files().files().keySet()) {
      assertThat(Files.readString(directory.resolve(path))).isEqualTo(text(path));
    }
  }

  @Test
  void reportsDirectoryThatCannotBeWritten(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("rtl"), "a file where a directory should be");
    assertThatThrownBy(() -> files().writeTo(directory))
        .hasMessageContaining("error[file-not-writable]: cannot write the design");
  }

  @Test
  void identifiersAreUniqueAndNoKeywords() {
    Identifiers ids = new Identifiers();
    assertThat(ids.unique("conv/1")).isEqualTo("conv_1");
    assertThat(ids.unique("conv.1")).isEqualTo("conv_1_2");
    assertThat(ids.unique("Conv_1")).isEqualTo("Conv_1_3");
    assertThat(ids.unique("wire")).isEqualTo("wire_");
    assertThat(ids.unique("7")).isEqualTo("n_7");
    assertThat(ids.unique("/")).isEqualTo("n_");
    assertThat(ids.unique("s_axis")).isEqualTo("n_s_axis");
    // What tf2onnx calls a fused layer, and its twin that differs in the middle only.
    String fused = "model/activation/Relu;" + "model/conv2d/BiasAdd;".repeat(20) + "Conv2D.fifo";
    assertThat(ids.unique(fused))
        .isEqualTo("model_activation_Relu_model_con_odel_conv2d_BiasAdd_Conv2D_fifo");
    assertThat(ids.unique(fused.replace("con", "sep"))).hasSizeLessThanOrEqualTo(66);
  }

  @Test
  void refusesStreamWithTwoReaders() {
    Graph.Builder builder = Graph.builder("fork", Level.FLOW);
    builder.input("x", STREAM);
    builder.node("a", new FifoKernel(2), List.of("x"), "");
    builder.node("b", new FifoKernel(2), List.of("x"), "");
    builder.output("a");
    builder.output("b");
    assertThatThrownBy(() -> Design.of(builder.build(), "fork"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 'x' has 2 readers, not 1");
  }

  private static String text(String path) {
    String text = files().files().get(path);
    assertThat(text).as(path).isNotNull();
    return String.valueOf(text);
  }
}
