package io.nn2fpga.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code nn2fpga run} prints of the driver's answer. */
final class RunText {
  private static final int BAR = 40;

  private RunText() {}

  /** Several lines, each ended. */
  static String of(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    int samples = answer.path("samples").asInt();
    lines.add(
        format("%s on %s: %,d samples", text(answer, "design"), text(answer, "target"), samples));
    int shown = 0;
    for (JsonNode output : answer.path("outputs")) {
      lines.add(format("  output %d: %s", shown++, values(answer, output)));
    }
    if (samples > shown) {
      lines.add(format("  … and %,d more; --output FILE writes all", samples - shown));
    }
    if (answer.has("correct")) {
      int correct = answer.path("correct").asInt();
      lines.add(format("top-1: %d of %d, %.2f %%", correct, samples, 100.0 * correct / samples));
    }
    time(lines, answer, samples);
    if (answer.has("faults")) {
      lines.add("faults on the link: " + counts(answer.path("faults")));
    }
    return String.join("\n", lines) + "\n";
  }

  private static void time(List<String> lines, JsonNode answer, int samples) {
    if (answer.hasNonNull("cycles")) {
      long cycles = answer.path("cycles").asLong();
      lines.add(format("%,d clock cycles in simulation, %,d a sample", cycles, cycles / samples));
    }
    JsonNode latency = answer.path("latency");
    if (latency.isMissingNode()) {
      return;
    }
    String clock = text(answer, "clock").equals("simulated") ? " (of the simulated clock)" : "";
    double seconds = answer.path("seconds").asDouble();
    lines.add(format("throughput: %.1f samples a second%s", samples / seconds, clock));
    lines.add(
        format(
            "latency in ms%s: min %.3f, median %.3f, mean %.3f, 99 %% %.3f, max %.3f",
            clock,
            ms(latency, "min"),
            ms(latency, "median"),
            ms(latency, "mean"),
            ms(latency, "p99"),
            ms(latency, "max")));
    int most = 1;
    for (JsonNode count : latency.path("counts")) {
      most = Math.max(most, count.asInt());
    }
    for (int i = 0; i < latency.path("counts").size(); i++) {
      int count = latency.path("counts").get(i).asInt();
      lines.add(
          format(
              "  %9.3f to %9.3f  %6d %s",
              1e3 * latency.path("edges").get(i).asDouble(),
              1e3 * latency.path("edges").get(i + 1).asDouble(),
              count,
              "#".repeat((BAR * count + most - 1) / most)));
    }
  }

  private static String values(JsonNode answer, JsonNode output) {
    List<String> numbers = new ArrayList<>();
    output.forEach(
        v -> numbers.add(v.isIntegralNumber() ? v.asText() : format("%.5g", v.asDouble())));
    int size = 1;
    for (JsonNode extent : answer.path("outputShape")) {
      size *= extent.asInt();
    }
    return String.join(" ", numbers) + (size > numbers.size() ? " … of " + size : "");
  }

  private static String counts(JsonNode faults) {
    List<String> words = new ArrayList<>();
    faults.fields().forEachRemaining(f -> words.add(f.getValue().asText() + " " + f.getKey()));
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private static double ms(JsonNode latency, String key) {
    return 1e3 * latency.path(key).asDouble();
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asText();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
