package io.nn2fpga.cli.evaluate;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From a sample of a model's input to the model's output; for any number of threads. */
@FunctionalInterface
interface ModelRun {
  /**
   * Computes one sample.
   *
   * @param sample of the type of the model's input, codes or real numbers
   */
  Tensor run(Tensor sample);

  /** By the model's own operators, with the arithmetic of its kernels. */
  static ModelRun nn(ImportedModel model) {
    String output = model.graph().outputs().get(0);
    TensorExecutor interpreter = ModelFile.interpreter(model, List.of(output));
    return sample -> {
      Map<String, Tensor> results = interpreter.run(Map.of(model.inputName(), sample));
      return Objects.requireNonNull(results.get(output));
    };
  }

  /**
   * By the integer network, with what the host does before and behind it.
   *
   * @throws io.nn2fpga.diag.DiagnosticException with everything that has no integer form
   */
  static ModelRun integers(ImportedModel model) {
    Graph simplified = Pipelines.quantizedSimplification().run(model.graph());
    return of(Pipelines.lowerQuantized(simplified, model.kernels()));
  }

  /** By an integer network. */
  static ModelRun of(QuantizedModel model) {
    IntegerExecutor executor = new IntegerExecutor(model.graph());
    return sample -> model.result(executor.runOutput(model.codes(sample)));
  }
}
