package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.onnx.WrittenGraph;
import io.nn2fpga.importer.onnx.write.OnnxWriter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.partition.Cuts;
import io.nn2fpga.partition.Lowering;
import io.nn2fpga.partition.PartitionPlan;
import io.nn2fpga.partition.Partitioning;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Quantized TFLite models cut in three: what the driver runs in ONNX Runtime before and behind the
 * integer network gives LiteRT's own results, in every value and whichever kernels LiteRT uses.
 */
@Tag("shared")
class DividedTfliteTest {
  private static final int SAMPLES = 4;

  private static Path folder(String model) {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    return Path.of(shared, "models", model);
  }

  /** A region in the middle third, with operators that have weights on all three sides. */
  private static PartitionPlan divided(Graph graph, KernelSet kernels) {
    List<String> codes =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Quantize)
            .map(Node::output)
            .toList();
    for (int from = codes.size() / 3; from < codes.size(); from++) {
      for (int to = from + 1; to < codes.size(); to++) {
        try {
          Cuts cuts = new Cuts(codes.get(from), codes.get(to));
          PartitionPlan plan = Partitioning.of(graph, cuts, "", Lowering.quantized(kernels));
          if (plan.split() != null
              && hasWeights(plan.split().head())
              && hasWeights(plan.split().region())
              && hasWeights(plan.split().tail())) {
            return plan;
          }
        } catch (DiagnosticException e) {
          // no region of one input and one output, or not all of it has a hardware form
        }
      }
    }
    throw new AssertionError("nothing to cut out of " + graph.name());
  }

  private static boolean hasWeights(@Nullable Graph part) {
    return part != null && part.nodes().stream().anyMatch(n -> n.op() instanceof LinearOp);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "mlperf-ad-int8, TFLITE_XNNPACK, output_tflite_xnnpack.npy",
    "mlperf-ad-int8, TFLITE_BUILTIN, output_tflite_builtin.npy",
    "mlperf-ad-int8, TFLITE_REFERENCE,",
    "mlperf-kws-int8, TFLITE_XNNPACK, output_tflite_xnnpack.npy",
    "mlperf-kws-int8, TFLITE_BUILTIN, output_tflite_builtin.npy",
    "mlperf-ic-int8, TFLITE_XNNPACK, output_tflite_xnnpack.npy",
  })
  void theHostsPartsGiveLiteRtsCodes(String name, KernelSet kernels, @Nullable String golden) {
    Path file = folder(name).resolve("model.tflite");
    ImportedModel imported = ModelFile.read(file, new ReadOptions(kernels));
    Graph graph = imported.graph();
    PartitionPlan plan = divided(graph, kernels);
    QuantizedModel model = plan.complete(Objects.requireNonNull(plan.trial()));
    Graph head = Objects.requireNonNull(model.host().headPiece());
    Graph tail = Objects.requireNonNull(model.host().tailPiece());
    OnnxWriter.Written headFile = OnnxWriter.write(head, kernels);
    OnnxWriter.Written tailFile = OnnxWriter.write(tail, kernels);
    assertThat(headFile.exact()).isTrue();
    assertThat(tailFile.exact()).isTrue();

    NpyArray samples = NpyFile.read(folder(name).resolve("input.npy"));
    NpyArray results = golden == null ? null : NpyFile.read(folder(name).resolve(golden));
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    String output = graph.outputs().get(0);
    try (WrittenGraph before = new WrittenGraph(head, headFile.bytes());
        WrittenGraph behind = new WrittenGraph(tail, tailFile.bytes());
        KernelInterpreter reference =
            new KernelInterpreter(head, QuantizedKernels.of(kernels), head.outputs());
        KernelInterpreter whole =
            new KernelInterpreter(graph, QuantizedKernels.of(kernels), List.of(output))) {
      for (int i = 0; i < SAMPLES; i++) {
        FloatTensor sample = samples.tensor(i);
        Map<String, FloatTensor> entering = before.run(sample);
        reference
            .run(Map.of(head.inputs().get(0), sample))
            .forEach(
                (value, wanted) ->
                    assertThat(entering.get(value)).isEqualTo(NnInterpreter.numbers(wanted)));
        IntTensor codes = integers.runOutput(model.codes(sample));
        Tensor result = behind.run(model.tailInputs(sample, codes)).get(output);
        float[] wanted =
            results == null
                ? Objects.requireNonNull(whole.run(sample).get(output)).data()
                : results.floats(i);
        assertThat(((FloatTensor) Objects.requireNonNull(result)).data())
            .as("sample %d", i)
            .isEqualTo(wanted);
      }
    }
  }
}
