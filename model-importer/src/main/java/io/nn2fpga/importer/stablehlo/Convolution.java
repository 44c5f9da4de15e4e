package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.nn.Conv;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A convolution as the program states it, over one or two axes.
 *
 * @param source the operation
 * @param x what is convolved, before padding
 * @param kernel the weights as they are stored
 * @param input what each axis of the operand is: {@code b}, {@code f}, or a digit that counts
 *     spatial axes
 * @param stored what each axis of the weights is: {@code o}, {@code i}, or a digit
 * @param output what each axis of the result is
 * @param strides one a spatial axis
 * @param pads low and high for each spatial axis
 * @param dilations one a spatial axis
 * @param reversed spatial axes along which the window is turned round
 * @param groups of channels
 */
record Convolution(
    HloOperation source,
    HloValue x,
    HloTensor kernel,
    String input,
    String stored,
    String output,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    List<Integer> reversed,
    int groups) {

  /**
   * Reads the attributes.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the convolution has no nn form
   */
  static Convolution of(HloValue value) {
    HloOperation source = value.operation();
    HloValue weights = value.operand(1);
    if (!weights.isConstant() || value.operand(0).isConstant()) {
      throw NetworkConstruction.unsupported(value, "the weights have to be constants");
    }
    List<String> letters = dimensionNumbers(source);
    int spatial = letters.get(0).length() - 2;
    boolean ranks =
        value.operand(0).type().rank() == spatial + 2
            && weights.type().rank() == spatial + 2
            && value.type().rank() == spatial + 2;
    if (!ranks || !isLayout(letters, spatial)) {
      throw source.malformed("the axes " + letters + " do not fit the operands");
    }
    if (spatial < 1 || spatial > 2) {
      throw source.refuse("a convolution over " + spatial + " axes", "one or two are built");
    }
    Map<String, HloAttribute> window = source.attributes();
    if (window.get("window") instanceof HloAttribute.Entries entries) {
      window = entries.entries();
    }
    List<Integer> strides =
        numbers(source, window, List.of("stride", "window_strides"), spatial, 1);
    List<Integer> pads = numbers(source, window, List.of("pad", "padding"), 2 * spatial, 0);
    List<Integer> dilations =
        numbers(source, window, List.of("rhs_dilate", "rhs_dilation"), spatial, 1);
    List<Integer> turned =
        numbers(source, window, List.of("reverse", "window_reversal"), spatial, 0);
    boolean transposed =
        numbers(source, window, List.of("lhs_dilate", "lhs_dilation"), spatial, 1).stream()
            .anyMatch(d -> d != 1);
    if (transposed || source.number("batch_group_count", 1) != 1) {
      throw source.refuse(
          transposed ? "a transposed convolution" : "a convolution in groups of the batch",
          "replace it by a convolution without lhs_dilate and batch_group_count");
    }
    List<Integer> reversed = new ArrayList<>();
    for (int i = 0; i < spatial; i++) {
      if (turned.get(i) != 0) {
        reversed.add(i);
      }
    }
    Convolution plain =
        new Convolution(
            source,
            value.operand(0),
            weights.tensor(),
            letters.get(0),
            letters.get(1),
            letters.get(2),
            strides,
            pads,
            dilations,
            reversed,
            source.number("feature_group_count", 1));
    return plain.withPadding();
  }

  private static boolean isLayout(List<String> letters, int spatial) {
    List<String> rest = List.of("bf", "io", "bf");
    for (int k = 0; k < 3; k++) {
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < spatial; i++) {
        expected.append(i);
      }
      expected.append(rest.get(k));
      char[] sorted = letters.get(k).toCharArray();
      java.util.Arrays.sort(sorted);
      if (!expected.toString().equals(new String(sorted))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> dimensionNumbers(HloOperation source) {
    HloAttribute stated =
        source
            .attributes()
            .getOrDefault(
                "dim_numbers",
                source.attributes().getOrDefault("dimension_numbers", new HloAttribute.Whole(0)));
    List<String> letters = new ArrayList<>();
    if (stated instanceof HloAttribute.Items lists) {
      for (HloAttribute list : lists.items()) {
        StringBuilder word = new StringBuilder();
        if (list instanceof HloAttribute.Items items) {
          items.items().forEach(item -> word.append(letter(item)));
        }
        letters.add(word.toString());
      }
    }
    if (letters.size() != 3) {
      throw source.malformed("the axes of the convolution are missing");
    }
    return letters;
  }

  private static char letter(HloAttribute item) {
    if (item instanceof HloAttribute.Whole digit && digit.value() >= 0 && digit.value() < 10) {
      return (char) ('0' + digit.value());
    }
    return item instanceof HloAttribute.Word word && word.text().length() == 1
        ? word.text().charAt(0)
        : '?';
  }

  private static List<Integer> numbers(
      HloOperation source,
      Map<String, HloAttribute> attributes,
      List<String> names,
      int count,
      int otherwise) {
    for (String name : names) {
      List<Integer> numbers = source.numbers(attributes.get(name), name);
      if (numbers != null) {
        List<Integer> all =
            numbers.size() == 1 ? Collections.nCopies(count, numbers.get(0)) : numbers;
        if (all.size() != count) {
          throw source.malformed("attribute '" + name + "' has " + all.size() + " numbers");
        }
        return all;
      }
    }
    return Collections.nCopies(count, otherwise);
  }

  /** Zeros padded to the operand's spatial axes by an operation of their own, taken in. */
  private Convolution withPadding() {
    if (!x.is("pad") || !x.isReadOnce() || !x.operand(1).isAll(0)) {
      return this;
    }
    int rank = input.length();
    List<Integer> low = padding("low", "edge_padding_low", rank);
    List<Integer> high = padding("high", "edge_padding_high", rank);
    List<Integer> interior = padding("interior", "interior_padding", rank);
    List<Integer> all = new ArrayList<>(pads);
    for (int axis = 0; axis < rank; axis++) {
      boolean spatial = Character.isDigit(input.charAt(axis));
      int pad = low.get(axis) | high.get(axis);
      if (interior.get(axis) != 0 || (!spatial && pad != 0) || pad < 0) {
        return this;
      }
      if (spatial) {
        int place = 2 * (input.charAt(axis) - '0');
        all.set(place, all.get(place) + low.get(axis));
        all.set(place + 1, all.get(place + 1) + high.get(axis));
      }
    }
    return new Convolution(
        source,
        x.operand(0),
        kernel,
        input,
        stored,
        output,
        strides,
        all,
        dilations,
        reversed,
        groups);
  }

  private List<Integer> padding(String pretty, String generic, int rank) {
    List<Integer> found = x.operation().numbersOrNull(pretty);
    return found != null ? found : x.operation().numbers(generic, rank, 0);
  }

  /** The axes of a layout that are spatial, in the order that they are counted in. */
  List<Integer> spatialAxes(String layout) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < layout.length() - 2; i++) {
      axes.add(layout.indexOf('0' + i));
    }
    return axes;
  }

  /** The axis of the result with this meaning. */
  int outputAxis(char letter) {
    return output.indexOf(letter);
  }

  /** The weights as {@code [OC, C/group, spatial...]}. */
  HloTensor weights() {
    List<Integer> order = new ArrayList<>(List.of(stored.indexOf('o'), stored.indexOf('i')));
    order.addAll(spatialAxes(stored));
    HloTensor weights = kernel.transposed(order);
    return reversed.isEmpty()
        ? weights
        : ConstantFolding.reversed(weights, reversed.stream().map(i -> i + 2).toList());
  }

  /** Extents with an axis of one row before the last, if there is only one spatial axis. */
  List<Integer> asImage(List<Integer> shape) {
    List<Integer> image = new ArrayList<>(shape);
    if (input.length() == 3) {
      image.add(image.size() - 1, 1);
    }
    return image;
  }

  /** The nn operation. */
  Conv operation() {
    List<Integer> kept = weights().type().shape().subList(2, input.length());
    boolean line = input.length() == 3;
    try {
      return line
          ? new Conv(
              List.of(1, kept.get(0)),
              List.of(1, strides.get(0)),
              List.of(0, pads.get(0), 0, pads.get(1)),
              List.of(1, dilations.get(0)),
              groups)
          : new Conv(
              kept,
              strides,
              List.of(pads.get(0), pads.get(2), pads.get(1), pads.get(3)),
              dilations,
              groups);
    } catch (IllegalArgumentException e) {
      throw source.refuse(String.valueOf(e.getMessage()), null);
    }
  }
}
