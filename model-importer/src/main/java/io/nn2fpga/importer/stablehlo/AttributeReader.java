package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.stablehlo.HloAttribute.Elements;
import io.nn2fpga.importer.stablehlo.HloAttribute.Entries;
import io.nn2fpga.importer.stablehlo.HloAttribute.Items;
import io.nn2fpga.importer.stablehlo.HloAttribute.Whole;
import io.nn2fpga.importer.stablehlo.HloAttribute.Word;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.AttributeContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DenseContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DictionaryContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ElementsContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.EntriesContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.EntryContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.HashContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.HashPartContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ListContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ListItemContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ListsContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.NumbersContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.ScalarContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TypeContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TypedContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of one operation.
 *
 * @param place of the operation
 */
record AttributeReader(String place, Diagnostics diagnostics) {

  /** A whole number of any length, cut to what no extent reaches. */
  static Long integer(String text) {
    boolean tooLong = text.length() > 18;
    return tooLong ? (text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE) : Long.valueOf(text);
  }

  /** A string without its quotes; escapes stay, as names hold none. */
  static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  Map<String, HloAttribute> entries(DictionaryContext tree) {
    Map<String, HloAttribute> entries = new HashMap<>();
    for (EntryContext entry : tree.entry()) {
      String name =
          entry.NAME() == null ? unquoted(entry.STRING().getText()) : entry.NAME().getText();
      entries.put(name, entry.typed() == null ? new Word("unit") : typed(entry.typed()));
    }
    return entries;
  }

  private HloAttribute typed(TypedContext tree) {
    if (tree.functionType() != null) {
      return new Word(tree.getText());
    }
    return attribute(tree.attribute(), tree.type());
  }

  /**
   * An attribute.
   *
   * @param type what is written behind it: the type of a constant; null if nothing is
   */
  HloAttribute attribute(AttributeContext tree, @Nullable TypeContext type) {
    if (tree instanceof ListsContext lists) {
      List<HloAttribute> items = lists.list().stream().map(l -> (HloAttribute) list(l)).toList();
      return items.size() == 1 ? items.get(0) : new Items(items);
    } else if (tree instanceof EntriesContext entries) {
      return new Entries(entries(entries.dictionary()));
    } else if (tree instanceof ElementsContext elements) {
      return elements(elements, type);
    } else if (tree instanceof NumbersContext numbers) {
      return new Items(numbers.denseElement().stream().map(n -> scalar(n.getText())).toList());
    } else if (tree instanceof HashContext hash) {
      return hash(hash);
    } else if (tree instanceof ScalarContext scalar) {
      return scalar(scalar.getText());
    }
    String text = tree.getText();
    return new Word(text.startsWith("\"") ? unquoted(text) : text);
  }

  private static HloAttribute scalar(String text) {
    boolean whole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return whole ? new Whole(integer(text)) : new Word(text);
  }

  private Items list(ListContext tree) {
    return new Items(tree.listItem().stream().map(this::item).toList());
  }

  /** {@code 0:4:2} is a list of its numbers. */
  private HloAttribute item(ListItemContext tree) {
    return tree.typed() == null
        ? new Items(tree.INTEGER().stream().map(n -> scalar(n.getText())).toList())
        : typed(tree.typed());
  }

  private HloAttribute elements(ElementsContext tree, @Nullable TypeContext type) {
    if (type == null) {
      diagnostics.add(Diagnostic.of(Code.MALFORMED_FILE, "a constant without type", place, null));
      return new Word("dense");
    }
    HloType read = new TypeReader(place, diagnostics).type(type);
    DenseContext contents = tree.dense();
    try {
      return new Elements(DenseElements.decode(contents, read));
    } catch (IllegalArgumentException e) {
      diagnostics.add(
          Diagnostic.of(Code.MALFORMED_FILE, String.valueOf(e.getMessage()), place, null));
      return new Elements(HloTensor.splat(read, 0));
    }
  }

  /** {@code #stablehlo<precision X>}, or lists in angle brackets, with or without names. */
  private HloAttribute hash(HashContext tree) {
    Map<String, HloAttribute> named = new HashMap<>();
    List<HloAttribute> lists = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (HashPartContext part : tree.hashPart()) {
      if (part.list() != null && part.NAME() != null) {
        named.put(part.NAME().getText(), list(part.list()));
      } else if (part.list() != null) {
        lists.add(list(part.list()));
      } else if (part.NAME() != null) {
        words.add(part.NAME().getText());
      }
    }
    if (!lists.isEmpty()) {
      return new Items(lists);
    }
    return named.isEmpty() ? new Word(String.join(" ", words)) : new Entries(named);
  }
}
