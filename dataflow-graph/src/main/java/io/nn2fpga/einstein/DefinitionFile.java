package io.nn2fpga.einstein;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import io.nn2fpga.einstein.Definition.Parameter;
import io.nn2fpga.einstein.Definition.Reduction;
import io.nn2fpga.einstein.Definition.Statement;
import io.nn2fpga.einstein.grammar.EinsteinParser.DefinitionContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.ExpressionContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.NamedContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.NegationContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.NestedContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.NumberContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.ParameterContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.ProductContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.StatementContext;
import io.nn2fpga.einstein.grammar.EinsteinParser.SumContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Reads definitions of operators. */
public final class DefinitionFile {
  private static final long MAX_BYTES = 1 << 20;

  private final String file;
  private final Diagnostics diagnostics = new Diagnostics();

  private DefinitionFile(String file) {
    this.file = file;
  }

  /**
   * The operators of some files by name.
   *
   * @throws DiagnosticException with everything that is wrong in them
   */
  public static Map<String, Definition> read(List<Path> paths) {
    Map<String, Definition> definitions = new LinkedHashMap<>();
    for (Path path : paths) {
      for (Definition definition : parse(String.valueOf(path.getFileName()), text(path))) {
        Definition other = definitions.put(definition.name(), definition);
        if (other != null) {
          throw new DiagnosticException(
              new Diagnostic(
                  Code.MALFORMED_FILE,
                  "operator '" + definition.name() + "' is defined twice",
                  List.of(other.place(other.position()), definition.place(definition.position())),
                  null));
        }
      }
    }
    return definitions;
  }

  private static String text(Path path) {
    try {
      if (Files.isRegularFile(path) && Files.size(path) <= MAX_BYTES) {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      }
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              Files.isRegularFile(path)
                  ? "a file of more than " + MAX_BYTES + " bytes holds no definitions"
                  : "there is no such file of custom operators",
              path.toString(),
              null));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }

  /**
   * The definitions in a text, in order.
   *
   * @param file its name, for diagnostics
   * @throws DiagnosticException with everything that is wrong in them
   */
  public static List<Definition> parse(String file, String text) {
    DefinitionFile reader = new DefinitionFile(file);
    List<Definition> definitions = new ArrayList<>();
    DefinitionText.parser(file, text)
        .file()
        .definition()
        .forEach(d -> definitions.add(reader.definition(d)));
    reader.diagnostics.throwIfAny();
    return definitions;
  }

  /**
   * A formula of named numbers.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static Expression formula(String text) {
    try {
      DefinitionFile reader = new DefinitionFile("formula");
      Expression formula =
          reader.expression(DefinitionText.parser("formula", text).formula().expression(), null);
      reader.diagnostics.throwIfAny();
      return formula;
    } catch (DiagnosticException e) {
      Diagnostic first = e.diagnostics().get(0);
      throw new IllegalArgumentException(
          "'" + text + "' is no formula: " + first.message() + " at " + first.at().get(0), e);
    }
  }

  private Definition definition(DefinitionContext tree) {
    List<Parameter> parameters = tree.parameter().stream().map(this::parameter).toList();
    Map<String, Integer> ranks = new HashMap<>();
    for (Parameter parameter : parameters) {
      if (ranks.put(parameter.name(), parameter.sizes().size()) != null) {
        report(parameter.position(), "'" + parameter.name() + "' is given twice", null);
      }
    }
    Set<String> sizes = new HashSet<>();
    parameters.forEach(p -> sizes.addAll(p.sizes()));
    sizes.stream().filter(size -> !ranks.containsKey(size)).forEach(size -> ranks.put(size, 0));
    List<Statement> statements = new ArrayList<>();
    for (StatementContext statement : tree.statement()) {
      statements.add(statement(statement, ranks));
      ranks.put(statement.NAME(0).getText(), statement.NAME().size() - 1);
    }
    int names = tree.NAME().size();
    String result = tree.NAME(1).getText();
    if (names > 2) {
      report(
          DefinitionText.position(tree.NAME(2).getSymbol()),
          "an operator of " + (names - 1) + " results",
          "write one operator for each result");
    } else if (statements.stream().noneMatch(s -> s.target().equals(result))) {
      report(
          DefinitionText.position(tree.NAME(1).getSymbol()),
          "no statement gives the result '" + result + "'",
          null);
    }
    return new Definition(
        tree.NAME(0).getText(),
        parameters,
        result,
        statements,
        file,
        DefinitionText.position(tree.NAME(0).getSymbol()));
  }

  private Parameter parameter(ParameterContext tree) {
    Position at = DefinitionText.position(tree.start);
    if (!tree.NAME(0).getText().equals("float")) {
      report(at, "a parameter of type '" + tree.NAME(0).getText() + "'", "all are float");
    }
    List<String> names = tree.NAME().stream().map(TerminalNode::getText).toList();
    return new Parameter(names.get(names.size() - 1), names.subList(1, names.size() - 1), at);
  }

  private Statement statement(StatementContext tree, Map<String, Integer> ranks) {
    Position at = DefinitionText.position(tree.start);
    List<String> names = tree.NAME().stream().map(TerminalNode::getText).toList();
    List<String> indices = names.subList(1, names.size());
    if (new HashSet<>(indices).size() != indices.size()) {
      report(at, "an index stands twice in " + names.get(0) + indices, null);
    }
    String sign = tree.ASSIGNMENT().getText();
    Reduction reduction =
        Arrays.stream(Reduction.values())
            .filter(r -> r.sign().equals(sign))
            .findFirst()
            .orElse(null);
    if (reduction == null) {
      report(
          DefinitionText.position(tree.ASSIGNMENT().getSymbol()),
          "an assignment by '" + sign + "'",
          "write =, or a reduction that starts anew: +=!, max=!, min=!");
      reduction = Reduction.NONE;
    }
    if (ranks.containsKey(names.get(0))) {
      report(at, "'" + names.get(0) + "' has a value already", "give the statement another name");
    }
    return new Statement(
        names.get(0), indices, reduction, expression(tree.expression(), ranks), at);
  }

  /**
   * A formula.
   *
   * @param ranks axes of each tensor that is known, 0 for numbers; null where any name is a number
   */
  private Expression expression(ExpressionContext tree, @Nullable Map<String, Integer> ranks) {
    Position at = DefinitionText.position(tree.start);
    if (tree instanceof NumberContext number) {
      double value = Double.parseDouble(number.getText());
      if (Double.isInfinite(value)) {
        report(at, "'" + number.getText() + "' is too large a number", null);
      }
      return new Expression.Constant(value, at);
    } else if (tree instanceof NestedContext nested) {
      return expression(nested.expression(), ranks);
    } else if (tree instanceof NegationContext negation) {
      Expression operand = expression(negation.expression(), ranks);
      return operand instanceof Expression.Constant number
          ? new Expression.Constant(-number.value(), at)
          : Expression.call(Function.MULTIPLY, new Expression.Constant(-1, at), operand);
    } else if (tree instanceof ProductContext product) {
      return infix(product.expression(), product.getChild(1).getText(), ranks);
    } else if (tree instanceof SumContext sum) {
      return infix(sum.expression(), sum.getChild(1).getText(), ranks);
    }
    return named((NamedContext) tree, ranks);
  }

  private Expression infix(
      List<ExpressionContext> operands, String sign, @Nullable Map<String, Integer> ranks) {
    return Expression.call(
        java.util.Objects.requireNonNull(Function.named(sign)),
        expression(operands.get(0), ranks),
        expression(operands.get(1), ranks));
  }

  private Expression named(NamedContext tree, @Nullable Map<String, Integer> ranks) {
    Position at = DefinitionText.position(tree.start);
    String name = tree.NAME().getText();
    List<ExpressionContext> arguments = tree.expression();
    Function function = Function.named(name);
    boolean tensor = ranks != null && ranks.containsKey(name);
    if (function != null && !tensor) {
      return call(function, arguments, ranks, at);
    }
    if (ranks == null && arguments.isEmpty()) {
      return new Expression.Read(name, List.of(), at);
    }
    if (ranks == null || !tensor) {
      Set<String> known = new HashSet<>(Function.names());
      known.addAll(ranks == null ? Set.of() : ranks.keySet());
      report(
          at,
          "'" + name + "' is no tensor and no function",
          "did you mean '"
              + NearestName.of(name, known)
              + "'? functions: "
              + String.join(", ", Function.names()));
      return new Expression.Constant(0, at);
    }
    if (ranks.getOrDefault(name, 0) != arguments.size()) {
      report(at, "'" + name + "' has " + ranks.get(name) + " axes", null);
    }
    List<String> indices = new ArrayList<>();
    for (ExpressionContext argument : arguments) {
      boolean plain = argument instanceof NamedContext index && index.expression().isEmpty();
      if (!plain) {
        report(
            DefinitionText.position(argument.start),
            "'" + argument.getText() + "' is no plain index",
            "windows are no custom operators: use a convolution or a pool of the model");
      }
      indices.add(argument.getText());
    }
    if (new HashSet<>(indices).size() != indices.size()) {
      report(at, "an index stands twice in " + tree.getText(), null);
    }
    return new Expression.Read(name, indices, at);
  }

  private Expression call(
      Function function,
      List<ExpressionContext> arguments,
      @Nullable Map<String, Integer> ranks,
      Position at) {
    List<Expression> operands = arguments.stream().map(a -> expression(a, ranks)).toList();
    if (operands.size() != function.operands()) {
      report(
          at,
          function.word() + " of " + operands.size() + " operands",
          function.word() + " takes " + function.operands());
      return new Expression.Constant(0, at);
    }
    return new Expression.Call(function, operands, at);
  }

  private void report(Position at, String message, @Nullable String hint) {
    diagnostics.add(Diagnostic.of(Code.MALFORMED_FILE, message, file + ":" + at, hint));
  }
}
