package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DenseContext;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser.DenseElementContext;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the contents of {@code dense<...>}: one number, nested lists, or bytes in hexadecimal.
 */
final class DenseElements {
  private DenseElements() {}

  /**
   * The constant.
   *
   * @param contents what stands in the angle brackets; null for nothing
   * @throws IllegalArgumentException if they are not elements of that type; the message says why
   */
  static HloTensor decode(@Nullable DenseContext contents, HloType type) {
    Codec codec = Codec.of(type.element());
    if (contents == null) {
      return HloTensor.of(requireSize(type, 0), new double[0]);
    }
    if (contents.STRING() != null) {
      return bytes(contents.STRING().getText(), type, codec);
    }
    DenseElementContext root = contents.denseElement();
    if (root.LBRACKET() == null) {
      return HloTensor.splat(type, codec.number(root.getText()));
    }
    double[] data = new double[type.size()];
    int count = fill(root, type.shape(), 0, data, 0, codec);
    requireSize(type, count);
    return HloTensor.of(type, data);
  }

  private static HloType requireSize(HloType type, int count) {
    if (type.size() != count) {
      throw new IllegalArgumentException(count + " elements for " + type);
    }
    return type;
  }

  private static int fill(
      DenseElementContext tree,
      List<Integer> shape,
      int axis,
      double[] data,
      int place,
      Codec codec) {
    boolean list = tree.LBRACKET() != null;
    if (list != (axis < shape.size()) || (list && tree.denseElement().size() != shape.get(axis))) {
      throw new IllegalArgumentException("the lists of a constant do not have the shape " + shape);
    }
    int next = place;
    if (!list) {
      data[next++] = codec.number(tree.getText());
    }
    for (DenseElementContext element : tree.denseElement()) {
      next = fill(element, shape, axis + 1, data, next, codec);
    }
    return next;
  }

  private static HloTensor bytes(String quoted, HloType type, Codec codec) {
    String text = AttributeReader.unquoted(quoted);
    if (!isHex(text)) {
      throw new IllegalArgumentException("the bytes of a constant are not hexadecimal");
    }
    byte[] bytes = HexFormat.of().parseHex(text, 2, text.length());
    int width = codec.bytes();
    int count = bytes.length / width;
    if (bytes.length % width != 0 || (count != type.size() && count != 1)) {
      throw new IllegalArgumentException(bytes.length + " bytes for " + type);
    }
    double[] data = new double[count];
    for (int i = 0; i < count; i++) {
      long bits = 0;
      for (int b = width - 1; b >= 0; b--) {
        bits = bits << 8 | (bytes[i * width + b] & 0xff);
      }
      data[i] = codec.ofBits(bits);
    }
    return count == 1 ? HloTensor.splat(type, data[0]) : HloTensor.of(type, data);
  }

  private static boolean isHex(String text) {
    return text.startsWith("0x")
        && text.length() % 2 == 0
        && text.chars().skip(2).allMatch(HexFormat::isHexDigit);
  }

  /**
   * The numbers of an element type.
   *
   * @param floating whether they are floating-point numbers
   * @param bits of one; 1 for booleans
   * @param signed whether an integer is in two's complement
   * @param exponentBits of a floating-point number
   */
  record Codec(boolean floating, int bits, boolean signed, int exponentBits) {
    private static final List<String> KNOWN =
        List.of(
            "f64", "f32", "f16", "bf16", "i1", "i4", "i8", "i16", "i32", "i64", "ui8", "ui16",
            "ui32", "ui64", "index");

    static Codec of(String element) {
      if (!KNOWN.contains(element)) {
        throw new IllegalArgumentException("constants of the element type " + element);
      }
      return switch (element) {
        case "f64" -> new Codec(true, 64, true, 11);
        case "f32" -> new Codec(true, 32, true, 8);
        case "f16" -> new Codec(true, 16, true, 5);
        case "bf16" -> new Codec(true, 16, true, 8);
        case "index" -> new Codec(false, 64, true, 0);
        default ->
            new Codec(
                false,
                Integer.parseInt(element.replaceAll("\\D", "")),
                !element.startsWith("u") && !element.equals("i1"),
                0);
      };
    }

    int bytes() {
      return Math.max(1, bits / 8);
    }

    double number(String text) {
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true") ? 1 : 0;
      }
      try {
        if (text.startsWith("0x")) {
          return ofBits(Long.parseUnsignedLong(text.substring(2), 16));
        }
        return rounded(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' in a constant is no number", e);
      }
    }

    double ofBits(long word) {
      if (floating && bits == 64) {
        return Double.longBitsToDouble(word);
      } else if (floating && bits == 32) {
        return Float.intBitsToFloat((int) word);
      } else if (floating && exponentBits == 8) {
        return Float.intBitsToFloat((int) word << 16);
      } else if (floating) {
        return half((int) word);
      } else if (bits == 1) {
        return (word & 1) == 1 ? 1 : 0;
      }
      int unused = 64 - bits;
      return signed ? word << unused >> unused : (double) (word << unused >>> unused);
    }

    /** IEEE binary16. */
    private static double half(int word) {
      int exponent = word >> 10 & 0x1f;
      int fraction = word & 0x3ff;
      double magnitude;
      if (exponent == 0x1f) {
        magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      } else if (exponent == 0) {
        magnitude = Math.scalb((double) fraction, -24);
      } else {
        magnitude = Math.scalb((double) (fraction | 0x400), exponent - 25);
      }
      return (word & 0x8000) == 0 ? magnitude : -magnitude;
    }

    /** A number as the type stores it; the narrow floating-point types keep what they are given. */
    double rounded(double number) {
      if (floating) {
        return bits == 32 ? (float) number : number;
      }
      return bits == 1 ? (number != 0 ? 1 : 0) : Math.rint(number);
    }
  }
}
