package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Cast;
import io.nn2fpga.nn.NumberFormat;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports of changes of the element type. */
final class CastImports {
  private CastImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of("Cast", CastImports::cast, "CastLike", CastImports::castLike);

  private static void cast(NodeScope node) {
    int number = node.attributes().integer("to", 0);
    emit(node, ElementTypes.of(number), ElementTypes.name(number));
  }

  private static void castLike(NodeScope node) {
    emit(node, node.format(1), node.format(1).name());
  }

  private static void emit(NodeScope node, @Nullable NumberFormat to, String name) {
    boolean saturate = node.attributes().flag("saturate", true);
    String rounding = node.attributes().text("round_mode", "up");
    if (to == NumberFormat.FLOAT8E8M0 && !rounding.equals("up")) {
      throw node.refuse(
          "attribute 'round_mode' is '" + rounding + "'", "powers of two are rounded up");
    }
    if (to == null) {
      throw node.refuse("a cast to " + name, "cast to a type of numbers");
    }
    node.resultFormat(0, to);
    if (node.isConstant(0)) {
      Constant constant = node.constant(0, "the operand");
      boolean keepsIntegers = !constant.isFloat() && to.isInteger() && to != NumberFormat.BOOL;
      if (keepsIntegers) {
        node.define(
            new Constant.Integers(
                constant.dims(),
                Arrays.stream(constant.integers()).map(v -> wrapped(v, to)).toArray()));
        return;
      }
      if (constant.isFloat() && to == NumberFormat.INT64) {
        node.define(new Constant.Integers(constant.dims(), constant.integers()));
        return;
      }
      if (to == NumberFormat.FLOAT32 || to == NumberFormat.FLOAT64) {
        node.define(new Constant.Floats(constant.dims(), constant.floats()));
        return;
      }
    }
    if (holds(to, node.format(0))) {
      node.alias();
    } else {
      node.emit(new Cast(to, saturate));
    }
  }

  /** Whether every number of one format is one of another, as far as binary32 tells them apart. */
  private static boolean holds(NumberFormat to, NumberFormat from) {
    boolean real = to == NumberFormat.FLOAT32 || to == NumberFormat.FLOAT64;
    boolean wide = to == NumberFormat.INT64 || to == NumberFormat.INT32;
    return to == from || real || (wide && from.isInteger());
  }

  /** The low bits of a number, as an integer type reads them. */
  private static long wrapped(long value, NumberFormat type) {
    int unused = Long.SIZE - type.bits();
    long high = value << unused;
    return type.isSigned() ? high >> unused : high >>> unused;
  }
}
