package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation as the program states it.
 *
 * @param name with its dialect, {@code stablehlo.add}; {@code call} and {@code return} are in
 *     {@code func}
 * @param operands SSA names, {@code %3} or {@code %3#1}
 * @param results SSA names
 * @param attributes by name, from the pretty and the generic form alike
 * @param loose attributes without a name, in order: comparison directions, callees, the contents of
 *     a constant
 * @param regions in order
 * @param types of the results
 * @param place file, line and operation, for diagnostics
 */
record HloOperation(
    String name,
    List<String> operands,
    List<String> results,
    Map<String, HloAttribute> attributes,
    List<HloAttribute> loose,
    List<Region> regions,
    List<HloType> types,
    String place) {

  HloOperation {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
    attributes = Map.copyOf(attributes);
    loose = List.copyOf(loose);
    regions = List.copyOf(regions);
    types = List.copyOf(types);
  }

  /**
   * The body of an operation.
   *
   * @param parameters SSA names
   */
  record Region(List<String> parameters, List<HloOperation> operations) {
    Region {
      parameters = List.copyOf(parameters);
      operations = List.copyOf(operations);
    }
  }

  /**
   * A function.
   *
   * @param name without {@code @}
   * @param parameters types of the parameters
   * @param results types of the results
   * @param place file and line
   */
  record Function(
      String name, List<HloType> parameters, List<HloType> results, Region body, String place) {
    Function {
      parameters = List.copyOf(parameters);
      results = List.copyOf(results);
    }
  }

  /** The name without dialect. */
  String shortName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Whole numbers of an attribute: a list, an array or a constant tensor; null if not given. */
  @Nullable List<Integer> numbersOrNull(String attribute) {
    return numbers(attributes.get(attribute), attribute);
  }

  /** Whole numbers of an attribute that has to be given. */
  List<Integer> numbers(String attribute) {
    List<Integer> numbers = numbersOrNull(attribute);
    if (numbers == null) {
      throw malformed("attribute '" + attribute + "' is missing");
    }
    return numbers;
  }

  /** Whole numbers of an attribute, or {@code count} times the default. */
  List<Integer> numbers(String attribute, int count, int otherwise) {
    List<Integer> numbers = numbersOrNull(attribute);
    return numbers == null ? java.util.Collections.nCopies(count, otherwise) : numbers;
  }

  /** A whole number, or the default. */
  int number(String attribute, int otherwise) {
    List<Integer> numbers = numbersOrNull(attribute);
    return numbers == null || numbers.size() != 1 ? otherwise : numbers.get(0);
  }

  /** The numbers that an attribute's value holds; null for no value. */
  @Nullable List<Integer> numbers(@Nullable HloAttribute value, String what) {
    if (value == null) {
      return null;
    }
    List<Integer> numbers = new ArrayList<>();
    collect(value, what, numbers);
    return numbers;
  }

  private void collect(HloAttribute value, String what, List<Integer> numbers) {
    if (value instanceof HloAttribute.Whole whole) {
      numbers.add(checked(whole.value(), what));
    } else if (value instanceof HloAttribute.Items items) {
      items.items().forEach(item -> collect(item, what, numbers));
    } else if (value instanceof HloAttribute.Elements elements) {
      for (double number : elements.tensor().dense(HloTensor.MAX_FOLDED)) {
        numbers.add(checked((long) number, what));
      }
    } else if (value instanceof HloAttribute.Word word && isBoolean(word.text())) {
      numbers.add(word.text().equals("true") ? 1 : 0);
    } else {
      throw malformed("attribute '" + what + "' does not hold whole numbers");
    }
  }

  private static boolean isBoolean(String text) {
    return text.equals("true") || text.equals("false");
  }

  private int checked(long number, String what) {
    if (Math.abs(number) > HloType.MAX_ELEMENTS) {
      throw malformed("attribute '" + what + "' holds the impossible number " + number);
    }
    return (int) number;
  }

  /** The first attribute without name that is a word; empty if there is none. */
  String looseWord() {
    return loose.stream()
        .filter(HloAttribute.Word.class::isInstance)
        .map(a -> ((HloAttribute.Word) a).text())
        .findFirst()
        .orElse("");
  }

  /** The exception for an operation that is not well formed. */
  DiagnosticException malformed(String message) {
    return new DiagnosticException(Diagnostic.of(Code.MALFORMED_FILE, message, place, null));
  }

  /** The exception for an operation that cannot be imported in this form. */
  DiagnosticException refuse(String message, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(Code.UNSUPPORTED_ATTRIBUTE, message, place, hint));
  }
}
