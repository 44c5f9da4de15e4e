package io.nn2fpga.cli.conformance;

import io.nn2fpga.cli.conformance.CaseResult.Outcome;
import io.nn2fpga.cli.conformance.ConformanceCase.Data;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports a case's model and compares what it computes with what is expected. */
final class CaseRunner {
  /** The published TFLite cases were made with the built-in kernels. */
  private static final ReadOptions OPTIONS = new ReadOptions(KernelSet.TFLITE_BUILTIN);

  private final ConformanceCase test;
  private final String operator;
  private final Map<String, NpyArray> bound = new LinkedHashMap<>();
  private double largest;

  private CaseRunner(ConformanceCase test, String operator) {
    this.test = test;
    this.operator = operator;
  }

  /** Runs a case; never throws for anything that is the case's or the product's fault. */
  static CaseResult run(ConformanceCase test, String operator) {
    return new CaseRunner(test, operator).run();
  }

  private CaseResult run() {
    try {
      for (Path dataSet : test.dataSets()) {
        bound.clear();
        String difference = run(dataSet);
        if (difference != null) {
          return result(Outcome.FAILED, difference);
        }
      }
      return result(Outcome.PASSED, null);
    } catch (DiagnosticException e) {
      Diagnostic first = e.diagnostics().get(0);
      return new CaseResult(
          test.name(),
          operator,
          Outcome.UNSUPPORTED,
          first.message(),
          null,
          List.copyOf(bound.keySet()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return new CaseResult(
          test.name(), operator, Outcome.CRASHED, e.toString(), null, List.copyOf(bound.keySet()));
    }
  }

  private CaseResult result(Outcome outcome, @Nullable String reason) {
    return new CaseResult(
        test.name(), operator, outcome, reason, largest, List.copyOf(bound.keySet()));
  }

  /** The first difference, or null if there is none. */
  private @Nullable String run(Path dataSet) {
    List<Data> inputs = ConformanceCase.inputs(dataSet);
    List<Data> outputs = ConformanceCase.outputs(dataSet);
    ImportedModel model = importModel(inputs);
    Graph graph = model.graph();
    List<String> names = inputNames(graph);
    Map<String, Data> given = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(names.size(), inputs.size()); i++) {
      given.put(names.get(i), inputs.get(i));
    }
    int batch = batch(graph, given);
    List<Map<String, Tensor>> samples = new ArrayList<>();
    try (TensorExecutor interpreter = ModelFile.interpreter(model, graph.outputs())) {
      for (int sample = 0; sample < Math.max(1, batch); sample++) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : graph.inputs()) {
          Data data = given.get(name);
          if (data == null) {
            return "the case has no data for input '" + name + "'";
          }
          tensors.put(name, CaseTensors.sample(data, graph.value(name).tensor(), batch, sample));
        }
        samples.add(interpreter.run(tensors));
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      String name = graph.outputs().get(i);
      List<Tensor> results = samples.stream().map(s -> CaseTensors.get(s, name)).toList();
      CaseTensors.Comparison comparison =
          CaseTensors.compare(results, outputs.get(i), graph.isConstant(name) ? 0 : batch);
      largest = Math.max(largest, comparison.largest());
      if (comparison.difference() != null) {
        return "output " + i + ": " + comparison.difference();
      }
    }
    return null;
  }

  private List<String> inputNames(Graph graph) {
    return test.isOnnx() ? OnnxImporter.inputs(test.model()) : graph.inputs();
  }

  /** The extent of the axis that the graph's inputs lack; 0 if they lack none. */
  private static int batch(Graph graph, Map<String, Data> given) {
    for (String name : graph.inputs()) {
      Data data = given.get(name);
      if (data != null
          && data.array().shape().size() == graph.value(name).tensor().shape().size() + 1) {
        return data.array().shape().get(0);
      }
    }
    return 0;
  }

  private ImportedModel importModel(List<Data> inputs) {
    while (true) {
      try {
        return ModelFile.read(test.model(), OPTIONS.with(bound));
      } catch (DiagnosticException e) {
        if (!bind(e, inputs)) {
          return importSamples(e);
        }
      }
    }
  }

  /** Reads axis 0 as the batch although its extent is fixed; else the first failure stands. */
  private ImportedModel importSamples(DiagnosticException failure) {
    try {
      return ModelFile.read(test.model(), OPTIONS.with(bound).with(AxisZero.FIXED_BATCH));
    } catch (DiagnosticException e) {
      throw failure;
    }
  }

  /** Binds the inputs that the import asks for; false if there are none left. */
  private boolean bind(DiagnosticException failure, List<Data> inputs) {
    if (!test.isOnnx()) {
      return false;
    }
    int before = bound.size();
    List<String> names = OnnxImporter.inputs(test.model());
    for (int i = 0; i < Math.min(names.size(), inputs.size()); i++) {
      String hint = ReadOptions.bindHint(names.get(i));
      if (failure.diagnostics().stream().anyMatch(d -> hint.equals(d.hint()))) {
        bound.put(names.get(i), inputs.get(i).array());
      }
    }
    return bound.size() > before;
  }
}
