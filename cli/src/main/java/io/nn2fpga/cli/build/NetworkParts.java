package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.PartitionChoice;
import io.nn2fpga.cli.project.PartitionFile;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.partition.Lowering;
import io.nn2fpga.partition.PartitionPlan;
import io.nn2fpga.partition.Partitioning;
import io.nn2fpga.partition.SplitGraph;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model's network, divided between host and accelerator, and what its parts compute. */
public final class NetworkParts {
  private final ImportedModel model;
  private final PartitionPlan plan;
  private final Lowering lowering;
  private final @Nullable TensorExecutor head;
  private final @Nullable TensorExecutor tail;

  private NetworkParts(ImportedModel model, PartitionPlan plan, Lowering lowering) {
    this.model = model;
    this.lowering = lowering;
    this.plan = plan;
    SplitGraph split = plan.split();
    head = split == null ? null : interpreter(model, split.head());
    tail = split == null ? null : interpreter(model, split.tail());
  }

  private static @Nullable TensorExecutor interpreter(ImportedModel model, @Nullable Graph part) {
    // a part without codes of a quantized model still is computed by its kernels
    KernelSet kernels = model.isQuantized() ? model.kernels() : KernelSet.ONNX;
    return part == null ? null : ModelFile.interpreter(part, kernels, part.outputs());
  }

  /**
   * Divides a model as its user asks for.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if that cannot be done
   */
  public static NetworkParts of(ImportedModel model, PartitionChoice choice) {
    Lowering lowering =
        model.isQuantized() ? Lowering.quantized(model.kernels()) : Lowering.floats();
    Graph graph = model.graph();
    Path file = choice.file();
    PartitionPlan plan;
    if (!choice.divides()) {
      plan = PartitionPlan.whole(graph);
    } else if (file == null) {
      plan = Partitioning.auto(graph, lowering);
    } else {
      plan = Partitioning.of(graph, PartitionFile.read(file, graph), file.toString(), lowering);
    }
    return new NetworkParts(model, plan, lowering);
  }

  /** What goes where. */
  public PartitionPlan plan() {
    return plan;
  }

  /**
   * Who computes what.
   *
   * @throws io.nn2fpga.diag.DiagnosticException with everything that has no hardware form
   */
  public PartitionSummary summary() {
    return PartitionSummary.of(plan, plan.complete(lowered()));
  }

  /**
   * What lowering made of the accelerator's part: the real network of a model that came quantized.
   *
   * @throws io.nn2fpga.diag.DiagnosticException with everything that has no hardware form
   */
  QuantizedModel lowered() {
    QuantizedModel trial = plan.trial();
    return trial == null ? lowering.lower(plan.region()) : trial;
  }

  /** What the accelerator's part takes of a sample, as numbers. */
  FloatTensor enter(FloatTensor sample) {
    if (head == null) {
      return sample;
    }
    Tensor entering = headed(sample).get(plan.cuts().input());
    return NnInterpreter.numbers(Objects.requireNonNull(entering));
  }

  /** What the accelerator's part takes of samples. */
  List<FloatTensor> enter(List<FloatTensor> samples) {
    return head == null ? samples : samples.parallelStream().map(this::enter).toList();
  }

  private Map<String, Tensor> headed(FloatTensor sample) {
    TensorExecutor executor = Objects.requireNonNull(head);
    return executor.run(Map.of(model.inputName(), sample));
  }

  /**
   * What the network makes of a result of the accelerator's part.
   *
   * @param sample the network's input
   * @param numbers the result, as numbers
   */
  FloatTensor finish(FloatTensor sample, FloatTensor numbers) {
    SplitGraph split = plan.split();
    Graph graph = split == null ? null : split.tail();
    if (tail == null || graph == null) {
      return numbers;
    }
    Map<String, Tensor> inputs = new HashMap<>();
    inputs.put(model.inputName(), sample);
    if (graph.inputs().size() > 1 && head != null) {
      inputs.putAll(headed(sample));
    }
    inputs.put(graph.inputs().get(0), numbers);
    inputs.keySet().retainAll(graph.inputs());
    Tensor result = tail.run(inputs).get(graph.outputs().get(0));
    return NnInterpreter.numbers(Objects.requireNonNull(result));
  }
}
