package io.nn2fpga.hdl;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.HlsInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** C++ text that every caller of kernels needs: types of streams, constant arrays, calls. */
public final class HlsText {
  private static final int VALUES_A_LINE = 24;

  private HlsText() {}

  /** The beat of a stream: {@code nn2fpga::beat<LANES, BITS, SIGNED>}. */
  public static String beatType(StreamType stream) {
    return String.format(
        Locale.ROOT,
        "nn2fpga::beat<%d, %d, %b>",
        stream.elementsPerBeat(),
        stream.element().bits(),
        stream.element().signed());
  }

  /** The type of a stream: {@code nn2fpga::stream<nn2fpga::beat<…> >}. */
  public static String streamType(StreamType stream) {
    return "nn2fpga::stream<" + beatType(stream) + " >";
  }

  /**
   * The definition of a constant array.
   *
   * @param name its C identifier in the caller, which may prefix the array's own
   */
  public static String definition(HlsInstance.ConstantArray array, String name) {
    StringBuilder text = new StringBuilder("static const nn2fpga::integer<");
    text.append(array.bits()).append(", true> ").append(name);
    array.extents().forEach(extent -> text.append('[').append(extent).append(']'));
    text.append(" = ");
    append(text, array, 0, 0);
    return text.append(";\n").toString();
  }

  private static int append(
      StringBuilder text, HlsInstance.ConstantArray array, int axis, int from) {
    int extent = array.extents().get(axis);
    int next = from;
    text.append('{');
    for (int i = 0; i < extent; i++) {
      text.append(i == 0 ? "" : i % VALUES_A_LINE == 0 ? ",\n" : ", ");
      if (axis + 1 < array.extents().size()) {
        next = append(text, array, axis + 1, next);
      } else {
        text.append(literal(array.values()[next++]));
      }
    }
    text.append('}');
    return next;
  }

  private static String literal(long value) {
    return value == (int) value && value != Integer.MIN_VALUE ? Long.toString(value) : value + "LL";
  }

  /**
   * A call of a kernel's function.
   *
   * @param operands the streams (inputs, then outputs), then the arrays, as the caller names them
   */
  public static String call(HlsInstance hls, String... operands) {
    return call(hls, Arrays.asList(operands));
  }

  /** See {@link #call(HlsInstance, String...)}. */
  public static String call(HlsInstance hls, List<String> operands) {
    String arguments =
        hls.templateArguments().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "nn2fpga::"
        + hls.function()
        + (arguments.isEmpty() ? "" : "<" + arguments + ">")
        + operands.stream().collect(Collectors.joining(", ", "(", ");"));
  }
}
