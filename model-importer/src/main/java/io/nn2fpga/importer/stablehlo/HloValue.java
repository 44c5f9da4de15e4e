package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.importer.stablehlo.HloOperation.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of the program after inlining: an operation with its operands, a constant, or the
 * argument. Values are compared by identity.
 */
final class HloValue {
  private final HloOperation operation;
  private final String kind;
  private final List<HloValue> operands;
  private final HloType type;
  private final @Nullable HloTensor constant;
  private final List<@Nullable HloValue> readers = new ArrayList<>();

  HloValue(HloOperation operation, String kind, List<HloValue> operands, HloType type) {
    this(operation, kind, operands, type, null);
  }

  private HloValue(
      HloOperation operation,
      String kind,
      List<HloValue> operands,
      HloType type,
      @Nullable HloTensor constant) {
    this.operation = operation;
    this.kind = kind;
    this.operands = List.copyOf(operands);
    this.type = type;
    this.constant = constant;
  }

  /** What is known before anything runs. */
  static HloValue constant(HloOperation operation, HloTensor tensor) {
    return new HloValue(operation, "constant", List.of(), tensor.type(), tensor);
  }

  /** The operation as it is written. */
  HloOperation operation() {
    return operation;
  }

  /** What it is, without dialect: {@code add}; {@code argument} for what the network is given. */
  String kind() {
    return kind;
  }

  boolean is(String wanted) {
    return kind.equals(wanted);
  }

  List<HloValue> operands() {
    return operands;
  }

  HloValue operand(int index) {
    if (index >= operands.size()) {
      throw operation.malformed("operand " + index + " is missing");
    }
    return operands.get(index);
  }

  HloType type() {
    return type;
  }

  boolean isConstant() {
    return constant != null;
  }

  /** The elements of a constant. */
  HloTensor tensor() {
    if (constant == null) {
      throw new IllegalStateException(operation.place() + " is computed");
    }
    return constant;
  }

  /** Whether it is a constant, all of whose elements are this number. */
  boolean isAll(double number) {
    return constant != null && constant.isAll(number);
  }

  /** Notes an operation that reads it, or null for the program's result. */
  void addReader(@Nullable HloValue reader) {
    readers.add(reader);
  }

  /** Whether nothing else reads it than these. */
  boolean isReadOnlyBy(Set<HloValue> values) {
    return values.containsAll(readers);
  }

  /** Whether one operation alone reads it, so that it may become part of that one. */
  boolean isReadOnce() {
    return readers.size() == 1;
  }

  /**
   * What a reduction combines elements with: the only operation of its body, or the word after
   * {@code applies}; empty for a body of several operations.
   */
  String combiner() {
    for (HloAttribute loose : operation.loose()) {
      if (loose instanceof HloAttribute.Word word && word.text().startsWith("stablehlo.")) {
        return word.text().substring("stablehlo.".length());
      }
    }
    if (operation.regions().size() != 1) {
      return "";
    }
    Region body = operation.regions().get(0);
    boolean single =
        body.operations().size() == 2
            && body.parameters().size() == 2
            && body.operations().get(0).operands().stream()
                .sorted()
                .toList()
                .equals(body.parameters().stream().sorted().toList())
            && body.operations().get(1).operands().equals(body.operations().get(0).results());
    return single ? body.operations().get(0).shortName() : "";
  }
}
