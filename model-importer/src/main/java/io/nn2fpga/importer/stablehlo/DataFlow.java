package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.stablehlo.HloOperation.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The main function as a graph of values: calls inlined, constants computed. */
final class DataFlow {
  /** More than any network has; a chain of functions that call each other twice has more. */
  private static final int MAX_OPERATIONS = 200_000;

  private static final int MAX_CALLS = 100;

  private static final Set<String> DIALECTS = Set.of("stablehlo", "mhlo", "chlo");

  private final String file;
  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final Diagnostics diagnostics = new Diagnostics();
  private final Deque<String> calls = new ArrayDeque<>();
  private int operations;

  private DataFlow(String file, List<Function> functions) {
    this.file = file;
    for (Function function : functions) {
      if (this.functions.put(function.name(), function) != null) {
        diagnostics.add(
            Diagnostic.of(
                Code.MALFORMED_FILE,
                "function '" + function.name() + "' is defined twice",
                function.place(),
                null));
      }
    }
  }

  /**
   * A program with one argument and one result.
   *
   * @param argument what the network is given
   * @param result what it gives
   * @param name of the argument, without {@code %}
   */
  record Program(HloValue argument, HloValue result, String name) {}

  /**
   * Inlines and folds.
   *
   * @throws DiagnosticException with everything that keeps the main function from being read
   */
  static Program of(String file, List<Function> functions) {
    DataFlow flow = new DataFlow(file, functions);
    Program program = flow.main();
    flow.diagnostics.throwIfAny();
    countReaders(program.result());
    return program;
  }

  private Program main() {
    Function main = functions.get("main");
    if (main == null && functions.size() == 1) {
      main = functions.values().iterator().next();
    }
    if (main == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the program has no function 'main'",
              file,
              "write the file with jax.jit(f).lower(x).as_text()"));
    }
    one("argument", main.parameters().size(), main);
    one("result", main.results().size(), main);
    diagnostics.throwIfAny();
    String name = main.body().parameters().get(0);
    HloOperation stated =
        new HloOperation(
            "argument",
            List.of(),
            List.of(name),
            Map.of(),
            List.of(),
            List.of(),
            main.parameters(),
            main.place() + ", " + name);
    HloValue argument = new HloValue(stated, "argument", List.of(), main.parameters().get(0));
    List<@Nullable HloValue> results = call(main, List.of(argument), main.place());
    HloValue result = results.isEmpty() ? null : results.get(0);
    diagnostics.throwIfAny();
    if (result == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE, "function 'main' returns nothing", main.place(), null));
    }
    return new Program(argument, result, name.substring(1));
  }

  private void one(String what, int count, Function main) {
    if (count != 1) {
      String hint =
          what.equals("argument")
              ? "let the function close over its parameters: jax.jit(lambda x: f(parameters, x))"
              : "export a function that returns one array";
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "function 'main' has " + count + " " + what + "s instead of 1",
              main.place(),
              hint));
    }
  }

  /** The results of a function; an element is null where a diagnostic was added. */
  private List<@Nullable HloValue> call(
      Function function, List<@Nullable HloValue> arguments, String place) {
    if (calls.contains(function.name()) || calls.size() > MAX_CALLS) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              calls.size() > MAX_CALLS
                  ? "more than " + MAX_CALLS + " functions that call each other"
                  : "function '" + function.name() + "' calls itself",
              place,
              null));
    }
    calls.push(function.name());
    Map<String, @Nullable HloValue> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(function.body().parameters().get(i), arguments.get(i));
    }
    List<@Nullable HloValue> results = new ArrayList<>();
    for (HloOperation operation : function.body().operations()) {
      if (++operations > MAX_OPERATIONS) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNSUPPORTED_MODEL,
                "the program has more than " + MAX_OPERATIONS + " operations once it is inlined",
                operation.place(),
                null));
      }
      List<@Nullable HloValue> operands = operands(operation, values);
      if (operation.shortName().equals("return")) {
        results = operands;
        break;
      }
      evaluate(operation, operands, values);
    }
    calls.pop();
    return results;
  }

  private List<@Nullable HloValue> operands(
      HloOperation operation, Map<String, @Nullable HloValue> values) {
    List<@Nullable HloValue> operands = new ArrayList<>();
    for (String name : operation.operands()) {
      String first = name.endsWith("#0") ? name.substring(0, name.length() - 2) : name;
      String known = values.containsKey(name) ? name : first;
      if (!values.containsKey(known)) {
        diagnostics.add(
            Diagnostic.of(
                Code.MALFORMED_FILE,
                "'" + name + "' is read before it is computed",
                operation.place(),
                null));
        values.put(name, null);
      }
      operands.add(values.get(known));
    }
    return operands;
  }

  private void evaluate(
      HloOperation operation,
      List<@Nullable HloValue> operands,
      Map<String, @Nullable HloValue> values) {
    operation.results().forEach(name -> values.put(name, null));
    try {
      if (operation.shortName().equals("call")) {
        inline(operation, operands, values);
      } else if (operation.results().size() == 1 && operands.stream().allMatch(o -> o != null)) {
        List<HloValue> known = new ArrayList<>();
        operands.forEach(o -> known.add(java.util.Objects.requireNonNull(o)));
        values.put(operation.results().get(0), value(operation, known));
      } else if (!operation.results().isEmpty()) {
        several(operation, operands, values);
      }
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  /** An operation of several results is an obstacle only if the network's result needs it. */
  private static void several(
      HloOperation operation,
      List<@Nullable HloValue> operands,
      Map<String, @Nullable HloValue> values) {
    if (operands.contains(null) || operation.types().size() != operation.results().size()) {
      return;
    }
    List<HloValue> known = new ArrayList<>();
    operands.forEach(o -> known.add(java.util.Objects.requireNonNull(o)));
    for (int i = 0; i < operation.results().size(); i++) {
      HloType type = operation.types().get(i);
      values.put(
          operation.results().get(i),
          new HloValue(operation, operation.shortName() + " of several results", known, type));
    }
  }

  private void inline(
      HloOperation operation,
      List<@Nullable HloValue> operands,
      Map<String, @Nullable HloValue> values) {
    HloAttribute stated = operation.attributes().get("callee");
    String callee =
        (stated instanceof HloAttribute.Word word ? word.text() : operation.looseWord())
            .replaceFirst("^@", "");
    Function function = functions.get(callee);
    if (function == null) {
      throw operation.malformed("there is no function '" + callee + "'");
    }
    boolean fits =
        function.parameters().size() == operands.size()
            && function.results().size() == operation.results().size();
    if (!fits) {
      throw operation.malformed("function '" + callee + "' has other parameters or results");
    }
    List<@Nullable HloValue> results = call(function, operands, operation.place());
    if (results.size() != operation.results().size()) {
      throw operation.malformed("function '" + callee + "' returns " + results.size() + " values");
    }
    for (int i = 0; i < results.size(); i++) {
      values.put(operation.results().get(i), results.get(i));
    }
  }

  private static HloValue value(HloOperation operation, List<HloValue> operands) {
    if (operation.types().size() != 1) {
      throw operation.malformed("the type of the result is missing");
    }
    HloType type = operation.types().get(0);
    String dialect = operation.name().substring(0, Math.max(0, operation.name().indexOf('.')));
    String kind = DIALECTS.contains(dialect) ? operation.shortName() : operation.name();
    if (type.size() == 0) {
      throw operation.refuse("a result without elements, " + type, null);
    }
    HloTensor folded = ConstantFolding.fold(operation, kind, operands, type);
    return folded == null
        ? new HloValue(operation, kind, operands, type)
        : HloValue.constant(operation, folded);
  }

  /** Counts, for each value that the result needs, the operations that read it. */
  private static void countReaders(HloValue result) {
    Set<HloValue> seen = new HashSet<>(Set.of(result));
    Deque<HloValue> open = new ArrayDeque<>(seen);
    result.addReader(null);
    while (!open.isEmpty()) {
      HloValue value = open.pop();
      value.operands().forEach(operand -> operand.addReader(value));
      value.operands().stream().filter(seen::add).forEach(open::push);
    }
  }
}
