package io.nn2fpga.importer.tflite;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a TFLite model as an nn graph.
 *
 * <p>Values keep the names of the model's tensors: codes where a tensor is quantized, real numbers
 * where it is not. An operator's first node has the name of the tensor that it computes. Operators
 * that the outputs do not depend on are dropped.
 */
public final class TfliteImporter {
  private static final Map<String, OperatorImport> IMPORTS = new TreeMap<>();

  static {
    Stream.of(
            ElementwiseImports.ALL,
            ImageImports.ALL,
            LinearImports.ALL,
            PoolImports.ALL,
            QuantizationImports.ALL,
            ReductionImports.ALL,
            ShapeImports.ALL,
            SliceImports.ALL)
        .forEach(IMPORTS::putAll);
  }

  private final TfliteModel model;
  private final String file;
  private final KernelSet kernels;
  private final AxisZero axisZero;

  private TfliteImporter(TfliteModel model, String file, ReadOptions options) {
    this.model = model;
    this.file = file;
    this.kernels = options.tfliteKernels();
    this.axisZero = options.axisZero();
  }

  /** The operators that can be imported, by name, for documentation. */
  public static Set<String> operators() {
    return java.util.Collections.unmodifiableSet(IMPORTS.keySet());
  }

  /**
   * Imports a model. Unless the options say otherwise, axis 0 counts samples and is left out of the
   * graph if every computed tensor has extent 1 there and no operator works along it; else the
   * graph takes tensors whole.
   *
   * @throws DiagnosticException with everything that keeps the model from being imported
   */
  public static ImportedModel read(Path path, ReadOptions options) {
    byte[] bytes = TfliteFile.read(path);
    TfliteModel model = ModelParser.parse(path, bytes);
    TfliteImporter importer =
        new TfliteImporter(model, String.valueOf(path.getFileName()), options);
    return new ImportedModel(
        importer.graph(), options.tfliteKernels(), TfliteReader.FORMAT, path, bytes);
  }

  private Graph graph() {
    BitSet needed = needed();
    List<Diagnostic> unsupported =
        needed.stream()
            .mapToObj(model.operators()::get)
            .filter(operator -> !IMPORTS.containsKey(operator.name()))
            .map(this::unsupported)
            .toList();
    boolean possible = isBatched(needed, axisZero == AxisZero.FIXED_BATCH);
    if (axisZero == AxisZero.WHOLE || (axisZero == AxisZero.AUTO && !possible)) {
      return graph(needed, assembly(false), unsupported);
    }
    if (!possible) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "axis 0 of the model's tensors does not count samples",
              file,
              "read the tensors whole"));
    }
    GraphAssembly batched = assembly(true);
    try {
      return graph(needed, batched, unsupported);
    } catch (DiagnosticException e) {
      if (!batched.isBatchTouched() || axisZero != AxisZero.AUTO) {
        throw e;
      }
      return graph(needed, assembly(false), unsupported);
    }
  }

  private GraphAssembly assembly(boolean batched) {
    int dot = file.lastIndexOf('.');
    Set<String> names =
        model.tensors().stream().map(TfliteTensor::name).collect(Collectors.toSet());
    return new GraphAssembly(dot > 0 ? file.substring(0, dot) : file, batched, names);
  }

  private Graph graph(BitSet needed, GraphAssembly assembly, List<Diagnostic> unsupported) {
    Diagnostics diagnostics = new Diagnostics();
    for (int input : model.inputs()) {
      TfliteTensor tensor = model.tensors().get(input);
      if (tensor.isDynamic() || (tensor.scales().length > 1)) {
        diagnostics.add(
            Diagnostic.of(
                tensor.isDynamic() ? Code.UNKNOWN_SHAPE : Code.UNSUPPORTED_MODEL,
                "the input '"
                    + tensor.name()
                    + "' has "
                    + (tensor.isDynamic() ? "a free dimension" : "a scale for each channel"),
                file,
                "convert the model for one shape and a scale for the whole tensor"));
      }
      assembly.input(tensor);
    }
    needed.stream()
        .mapToObj(model.operators()::get)
        .forEach(operator -> importOperator(assembly, operator, diagnostics));
    unsupported.forEach(diagnostics::add);
    diagnostics.throwIfAny();
    for (int output : model.outputs()) {
      TfliteTensor tensor = model.tensors().get(output);
      if (tensor.isConstant() || model.inputs().contains(output)) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNSUPPORTED_MODEL,
                "the output '" + tensor.name() + "' is not computed from an input",
                file,
                null));
      }
      assembly.builder().output(assembly.value(tensor));
    }
    return assembly.builder().build();
  }

  private Diagnostic unsupported(TfliteOperator operator) {
    return Diagnostic.of(
        Code.UNSUPPORTED_OPERATOR,
        "'" + operator.name() + "' cannot be imported",
        OperatorScope.place(file, model, operator),
        "end the network before this operator, or replace it; docs/operators.md lists what is"
            + " built");
  }

  private void importOperator(
      GraphAssembly assembly, TfliteOperator operator, Diagnostics diagnostics) {
    OperatorImport found = IMPORTS.get(operator.name());
    boolean defined =
        Arrays.stream(operator.inputs())
            .filter(i -> i >= 0)
            .allMatch(i -> assembly.isDefined(model.tensors().get(i)));
    if (found == null || !defined) {
      return; // reported already, this one or what it reads
    }
    OperatorScope scope = new OperatorScope(assembly, model, operator, file, kernels);
    try {
      found.apply(scope);
      scope.finish();
      for (int output : operator.outputs()) {
        if (!assembly.isDefined(model.tensors().get(output))) {
          throw scope.refuse(
              "its result '" + model.tensors().get(output).name() + "' is not computed", null);
        }
      }
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  /** The operators that the outputs depend on. */
  private BitSet needed() {
    Map<Integer, TfliteOperator> producers = new HashMap<>();
    model.operators().forEach(o -> Arrays.stream(o.outputs()).forEach(t -> producers.put(t, o)));
    BitSet needed = new BitSet();
    Deque<Integer> open = new ArrayDeque<>(model.outputs());
    while (!open.isEmpty()) {
      int tensor = open.pop();
      TfliteOperator producer = producers.get(tensor);
      if (!model.tensors().get(tensor).isConstant()
          && producer != null
          && !needed.get(producer.index())) {
        needed.set(producer.index());
        Arrays.stream(producer.inputs()).filter(i -> i >= 0).forEach(open::push);
      }
    }
    return needed;
  }

  /**
   * Whether axis 0 of every computed tensor has one extent, so that it can count samples.
   *
   * @param fixed whether that may be more than 1
   */
  private boolean isBatched(BitSet needed, boolean fixed) {
    Stream<Integer> computed =
        needed.stream()
            .mapToObj(model.operators()::get)
            .flatMap(o -> Arrays.stream(o.outputs()).boxed());
    List<Integer> inputs = model.inputs();
    List<Integer> first = model.tensors().get(inputs.get(0)).shape();
    int samples = fixed && !first.isEmpty() ? first.get(0) : 1;
    return Stream.concat(inputs.stream(), computed)
        .map(model.tensors()::get)
        .allMatch(
            t ->
                t.shape().isEmpty()
                    ? !inputs.contains(t.index()) // unknown until it is computed
                    : t.shape().get(0) == samples);
  }
}
