package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DimensionContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TensorTypeContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.TypeContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads types; reports free and impossible extents.
 *
 * @param place of the operation or function that they belong to
 */
record TypeReader(String place, Diagnostics diagnostics) {

  HloType type(TypeContext tree) {
    if (!(tree instanceof TensorTypeContext tensor)) {
      return new HloType(List.of(), tree.getText());
    }
    List<Integer> shape = new ArrayList<>();
    long size = 1;
    for (DimensionContext dimension : tensor.dimension()) {
      if (dimension.FREE() != null) {
        report(
            Code.UNKNOWN_SHAPE,
            "a type with a free extent, " + tensor.getText(),
            "lower the function for an argument of fixed shape: one sample, batch 1");
        return new HloType(List.of(), tensor.ELEMENT().getText());
      }
      String digits = dimension.DIMENSION().getText();
      long extent = digits.length() > 12 ? Long.MAX_VALUE : Long.parseLong(digits);
      if (extent > HloType.MAX_ELEMENTS || size * extent > HloType.MAX_ELEMENTS) {
        report(
            Code.MALFORMED_FILE,
            "a tensor of more than " + HloType.MAX_ELEMENTS + " elements, " + tensor.getText(),
            null);
        return new HloType(List.of(), tensor.ELEMENT().getText());
      }
      size *= extent;
      shape.add((int) extent);
    }
    return new HloType(shape, tensor.ELEMENT().getText());
  }

  private void report(Code code, String message, @org.jspecify.annotations.Nullable String hint) {
    diagnostics.add(Diagnostic.of(code, message, place, hint));
  }
}
