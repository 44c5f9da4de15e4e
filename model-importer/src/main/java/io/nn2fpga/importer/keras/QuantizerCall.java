package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A quantizer that is written as a call, such as {@code quantized_bits(6, 0, alpha=1)}. It is read,
 * not evaluated: arguments are numbers, words and texts.
 *
 * @param arguments by name
 */
record QuantizerCall(String name, ObjectNode arguments) {
  private static final Pattern CALL = Pattern.compile("\\s*([a-z_0-9]+)\\s*\\((.*)\\)\\s*");
  private static final Pattern ARGUMENT =
      Pattern.compile("\\s*(?:([a-z_0-9]+)\\s*=)?\\s*([-+.\\w]+|'\\w*'|\"\\w*\")\\s*");

  /** The parameters of each quantizer in their order. */
  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          "binary", List.of("use_01", "alpha", "use_stochastic_rounding"),
          "quantized_bits",
              List.of(
                  "bits",
                  "integer",
                  "symmetric",
                  "keep_negative",
                  "alpha",
                  "use_stochastic_rounding"),
          "quantized_relu",
              List.of(
                  "bits",
                  "integer",
                  "use_sigmoid",
                  "negative_slope",
                  "use_stochastic_rounding",
                  "relu_upper_bound"),
          "quantized_sigmoid",
              List.of("bits", "symmetric", "use_real_sigmoid", "use_stochastic_rounding"),
          "quantized_tanh",
              List.of("bits", "use_stochastic_rounding", "symmetric", "use_real_tanh"),
          "ternary", List.of("alpha", "threshold", "use_stochastic_rounding", "number_of_unrolls"));

  /** The call in a text, or null if it is none that can be read. */
  static @Nullable QuantizerCall parse(String text) {
    Matcher call = CALL.matcher(text);
    boolean bare = text.matches("[a-z_0-9]+");
    if (!bare && !call.matches()) {
      return null;
    }
    String name = bare ? text : call.group(1);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    String list = bare ? "" : call.group(2);
    List<String> parameters = PARAMETERS.getOrDefault(name, List.of());
    int position = 0;
    for (String part : list.isBlank() ? new String[0] : list.split(",", -1)) {
      Matcher argument = ARGUMENT.matcher(part);
      if (!argument.matches()) {
        return null;
      }
      String parameter = argument.group(1);
      if (parameter == null) {
        parameter = position < parameters.size() ? parameters.get(position) : "#" + position;
      }
      position++;
      put(arguments, parameter, argument.group(2));
    }
    return new QuantizerCall(name, arguments);
  }

  private static void put(ObjectNode arguments, String parameter, String value) {
    switch (value) {
      case "True" -> arguments.put(parameter, true);
      case "False" -> arguments.put(parameter, false);
      case "None" -> arguments.putNull(parameter);
      default -> {
        try {
          arguments.put(parameter, Double.parseDouble(value));
        } catch (NumberFormatException e) {
          arguments.put(parameter, value.replaceAll("['\"]", ""));
        }
      }
    }
  }
}
