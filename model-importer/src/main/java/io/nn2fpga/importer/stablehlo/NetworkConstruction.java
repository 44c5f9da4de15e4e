package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.Graph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The program as an nn graph, from its result backwards: each operation that is needed becomes nn
 * nodes, together with those before it that are part of the same operator of a network.
 */
final class NetworkConstruction {
  /** What the stack holds; the deepest networks have some hundred operations after each other. */
  private static final int MAX_DEPTH = 1500;

  /** Turns a value into nn nodes and names the one that gives it. */
  @FunctionalInterface
  interface Rule {
    String apply(HloValue value);
  }

  /** Thrown on the way out of a value whose problem was reported. */
  private static final class Reported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Reported() {
      super(null, null, false, false);
    }
  }

  private final NetworkBuilder builder;
  private final Map<String, Rule> rules = new TreeMap<>();
  private final Map<HloValue, String> built = new HashMap<>();
  private final Set<HloValue> failed = new HashSet<>();
  private final Diagnostics diagnostics = new Diagnostics();

  /** A problem of an operation that several others tried to take in is told once. */
  private final Set<Diagnostic> reported = new HashSet<>();

  private int depth;

  private NetworkConstruction(NetworkBuilder builder) {
    this.builder = builder;
    new LinearRules(this, builder).addTo(rules);
    new ElementwiseRules(this, builder).addTo(rules);
    new PoolRules(this, builder).addTo(rules);
    new ShapeRules(this, builder).addTo(rules);
    new MovementRules(this, builder).addTo(rules);
  }

  /** The operations that are read, without dialect, constants aside. */
  static Set<String> operations() {
    return Set.copyOf(new NetworkConstruction(new NetworkBuilder("", false)).rules.keySet());
  }

  /**
   * Builds the graph.
   *
   * @param name of the graph
   * @throws DiagnosticException with every operation that the result needs and nn has no form of
   */
  static Graph build(String name, DataFlow.Program program) {
    HloType given = program.argument().type();
    boolean batched = given.rank() > 1 && given.shape().get(0) == 1;
    NetworkBuilder builder = new NetworkBuilder(name, batched);
    NetworkConstruction construction = new NetworkConstruction(builder);
    HloValue result = program.result();
    if (result.isConstant() || result == program.argument()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the program computes nothing from its argument",
              result.operation().place(),
              null));
    }
    construction.argument(program);
    String output = "";
    try {
      output = builder.shaped(construction.build(result), result.type(), result.operation());
    } catch (Reported e) {
      construction.diagnostics.throwIfAny();
    }
    construction.diagnostics.throwIfAny();
    return builder.build(output);
  }

  private void argument(DataFlow.Program program) {
    HloValue argument = program.argument();
    HloType type = argument.type();
    String hint = null;
    if (!type.element().equals("f32")) {
      hint = "lower the function for an argument of float32";
    } else if (type.rank() == 0 || type.size() == 0) {
      hint = "lower the function for one sample: an image or a vector";
    } else if (type.rank() > 3 && type.shape().get(0) != 1) {
      hint = "lower the function for a batch of 1; the accelerator sees one sample at a time";
    }
    if (hint != null) {
      diagnostics.add(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the argument is " + type,
              argument.operation().place(),
              hint));
      failed.add(argument);
      return;
    }
    built.put(argument, builder.input(program.name(), type));
  }

  /** The nn value that holds the elements of a computed value; built at the first call. */
  String build(HloValue value) {
    String known = built.get(value);
    if (known != null) {
      return known;
    }
    if (failed.contains(value)) {
      throw new Reported();
    }
    if (++depth > MAX_DEPTH) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "more than " + MAX_DEPTH + " operations one after the other",
              value.operation().place(),
              null));
    }
    try {
      String result = rule(value).apply(value);
      built.put(value, result);
      return result;
    } catch (DiagnosticException e) {
      e.diagnostics().stream().filter(reported::add).forEach(diagnostics::add);
      failed.add(value);
      value.operands().stream().filter(o -> !o.isConstant()).forEach(this::tryToBuild);
      throw new Reported();
    } finally {
      depth--;
    }
  }

  /** The value with the extents that its type has at the nn level. */
  String shaped(HloValue value) {
    return builder.shaped(build(value), value.type(), value.operation());
  }

  /** Both values as {@link #shaped}; the problems of both are reported. */
  List<String> both(HloValue first, HloValue second) {
    tryToBuild(first);
    tryToBuild(second);
    return List.of(shaped(first), shaped(second));
  }

  private void tryToBuild(HloValue value) {
    try {
      build(value);
    } catch (Reported e) {
      // its problem is among the diagnostics, and whoever needs the value stops at it again
    }
  }

  private Rule rule(HloValue value) {
    Rule rule = rules.get(value.kind());
    if (rule == null) {
      throw unsupported(value, null);
    }
    return rule;
  }

  /** The exception for an operation without nn form. */
  static DiagnosticException unsupported(
      HloValue value, @org.jspecify.annotations.Nullable String hint) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.UNSUPPORTED_OPERATOR,
            "'" + value.kind() + "' of these operands has no hardware form",
            value.operation().place(),
            hint == null
                ? "end the function before this operation, or replace it; docs/operators.md lists"
                    + " what is built"
                : hint));
  }
}
