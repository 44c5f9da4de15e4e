package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.stablehlo.HloOperation.Function;
import io.nn2fpga.importer.stablehlo.HloOperation.Region;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.BlockArgumentsContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DictionaryContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.EntryContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.FileContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.FunctionContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.FunctionTypeContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.GenericContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.GroupItemContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ItemContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.OperationContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ParameterContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.PartContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.PrettyContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ResultContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TrailerContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TypeContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Turns the parse tree of a program into functions and operations. */
final class TreeReader {
  private final String file;
  private final Diagnostics diagnostics = new Diagnostics();

  TreeReader(String file) {
    this.file = file;
  }

  List<Function> functions(FileContext tree) {
    List<Function> functions = new ArrayList<>();
    for (ItemContext item : tree.item()) {
      if (item.function() != null) {
        functions.add(function(item.function()));
      } else if (item.module() != null) {
        item.module().function().forEach(f -> functions.add(function(f)));
      } else if (item.operation() != null) {
        genericItem(item.operation(), functions);
      }
    }
    diagnostics.throwIfAny();
    return functions;
  }

  /** A module or a function in generic form, {@code "func.func"() <{...}> ({...})}. */
  private void genericItem(OperationContext tree, List<Function> functions) {
    GenericContext generic = tree.generic();
    String name = generic == null ? "" : AttributeReader.unquoted(generic.STRING().getText());
    String place = file + ":" + tree.start.getLine();
    boolean known = name.equals("builtin.module") || name.equals("func.func");
    if (generic == null || !known || generic.region().size() != 1) {
      diagnostics.add(
          Diagnostic.of(Code.MALFORMED_FILE, "an operation that is in no function", place, null));
    } else if (name.equals("builtin.module")) {
      generic.region(0).operation().forEach(o -> genericItem(o, functions));
    } else {
      functions.add(genericFunction(generic, place));
    }
  }

  private Function genericFunction(GenericContext tree, String place) {
    AttributeReader reader = new AttributeReader(place, diagnostics);
    String name = "";
    List<HloType> results = new ArrayList<>();
    for (DictionaryContext dictionary : tree.dictionary()) {
      if (reader.entries(dictionary).get("sym_name") instanceof HloAttribute.Word word) {
        name = word.text();
      }
      for (EntryContext entry : dictionary.entry()) {
        if (entry.typed() != null && entry.typed().functionType() != null) {
          results.addAll(resultTypes(entry.typed().functionType(), place));
        }
      }
    }
    BlockArgumentsContext arguments = tree.region(0).blockArguments();
    List<ParameterContext> parameters = arguments == null ? List.of() : arguments.parameter();
    return new Function(
        name,
        parameters.stream().map(p -> type(p.type(), place)).toList(),
        results,
        new Region(names(arguments), operations(tree.region(0).operation())),
        place);
  }

  private Function function(FunctionContext tree) {
    List<HloType> results = new ArrayList<>();
    String place = file + ":" + tree.start.getLine();
    if (tree.functionResults() != null) {
      tree.functionResults().functionResult().forEach(r -> results.add(type(r.type(), place)));
    }
    List<String> names = tree.parameter().stream().map(p -> p.VALUE().getText()).toList();
    return new Function(
        tree.SYMBOL().getText().substring(1),
        tree.parameter().stream().map(p -> type(p.type(), place)).toList(),
        results,
        new Region(names, operations(tree.operation())),
        place);
  }

  private List<HloOperation> operations(List<OperationContext> trees) {
    return trees.stream().map(this::operation).toList();
  }

  private HloOperation operation(OperationContext tree) {
    List<String> results = new ArrayList<>();
    tree.result().forEach(r -> results.addAll(results(r)));
    return tree.generic() != null
        ? generic(tree.generic(), results, tree.start)
        : pretty(tree.pretty(), results, tree.start);
  }

  /** {@code %0:2} stands for {@code %0#0} and {@code %0#1}; {@code %0} alone is the first too. */
  private static List<String> results(ResultContext tree) {
    String name = tree.VALUE().getText();
    if (tree.INTEGER() == null) {
      return List.of(name);
    }
    int count = Math.min(1000, AttributeReader.integer(tree.INTEGER().getText()).intValue());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name + "#" + i);
    }
    return names;
  }

  private String place(String name, List<String> results, Token start) {
    String result = results.isEmpty() ? "" : results.get(0) + " = ";
    return file + ":" + start.getLine() + ", " + result + name;
  }

  private HloOperation generic(GenericContext tree, List<String> results, Token start) {
    String name = AttributeReader.unquoted(tree.STRING().getText());
    String place = place(name, results, start);
    AttributeReader reader = new AttributeReader(place, diagnostics);
    Map<String, HloAttribute> attributes = new HashMap<>();
    tree.dictionary().forEach(d -> attributes.putAll(reader.entries(d)));
    List<Region> regions = new ArrayList<>();
    tree.region()
        .forEach(
            r -> regions.add(new Region(names(r.blockArguments()), operations(r.operation()))));
    return new HloOperation(
        name,
        tree.VALUE().stream().map(v -> v.getText()).toList(),
        results,
        attributes,
        List.of(),
        regions,
        resultTypes(tree.functionType(), place),
        place);
  }

  private HloOperation pretty(PrettyContext tree, List<String> results, Token start) {
    String written = tree.NAME().getText();
    String name = written.equals("call") || written.equals("return") ? "func." + written : written;
    String place = place(written, results, start);
    AttributeReader reader = new AttributeReader(place, diagnostics);
    List<String> operands = new ArrayList<>();
    Map<String, HloAttribute> attributes = new HashMap<>();
    List<HloAttribute> loose = new ArrayList<>();
    for (PartContext part : tree.part()) {
      if (part.VALUE() != null) {
        operands.add(part.VALUE().getText());
      } else if (part.group() != null) {
        part.group().groupItem().forEach(item -> operands.addAll(operand(item)));
      } else if (part.attribute() != null) {
        HloAttribute value = reader.attribute(part.attribute(), constantType(tree));
        if (part.NAME() != null) {
          attributes.put(part.NAME().getText(), value);
        } else if (value instanceof HloAttribute.Entries entries) {
          attributes.putAll(entries.entries());
        } else {
          loose.add(value);
        }
      }
    }
    return new HloOperation(
        name,
        operands,
        results,
        attributes,
        loose,
        tree.trailer().stream().map(this::trailer).toList(),
        prettyTypes(tree, results.size(), place),
        place);
  }

  /** The type of a constant is that of its operation. */
  private static @Nullable TypeContext constantType(PrettyContext tree) {
    List<TypeContext> types = tree.signature() == null ? List.of() : tree.signature().type();
    return types.size() == 1 ? types.get(0) : null;
  }

  /** {@code %x}; in {@code %local = %x}, which renames for the body, the second. */
  private static List<String> operand(GroupItemContext item) {
    return item.VALUE().isEmpty()
        ? List.of()
        : List.of(item.VALUE(item.VALUE().size() - 1).getText());
  }

  private Region trailer(TrailerContext tree) {
    List<String> names = new ArrayList<>();
    tree.blockArguments().forEach(b -> names.addAll(names(b)));
    return new Region(names, operations(tree.region().operation()));
  }

  private static List<String> names(@Nullable BlockArgumentsContext tree) {
    return tree == null
        ? List.of()
        : tree.parameter().stream().map((ParameterContext p) -> p.VALUE().getText()).toList();
  }

  /** Without a function type, what is written is the type of the result: the last one. */
  private List<HloType> prettyTypes(PrettyContext tree, int results, String place) {
    if (tree.signature() == null) {
      return List.of();
    }
    if (tree.signature().functionType() != null) {
      return resultTypes(tree.signature().functionType(), place);
    }
    List<HloType> types = new ArrayList<>();
    tree.signature().type().forEach(t -> types.add(type(t, place)));
    return results == 1 ? List.of(types.get(types.size() - 1)) : types;
  }

  private List<HloType> resultTypes(FunctionTypeContext tree, String place) {
    List<HloType> types = new ArrayList<>();
    tree.type().stream()
        .filter(t -> t.start.getTokenIndex() > tree.ARROW().getSymbol().getTokenIndex())
        .forEach(t -> types.add(type(t, place)));
    return types;
  }

  private HloType type(TypeContext tree, String place) {
    return new TypeReader(place, diagnostics).type(tree);
  }
}
