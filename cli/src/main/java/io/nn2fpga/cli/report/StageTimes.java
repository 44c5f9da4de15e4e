package io.nn2fpga.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long a build took: {@code times.json}, apart from the report, whose bytes depend on the
 * inputs alone.
 *
 * @param stages each finished stage, in order
 * @param totalSeconds all of them together
 */
public record StageTimes(List<Stage> stages, double totalSeconds) {
  /** Copies the list. */
  public StageTimes {
    stages = List.copyOf(stages);
  }

  /** One stage; whole milliseconds. */
  public record Stage(String name, double seconds) {}

  /** The times of stages by name, in the map's order. */
  public static StageTimes of(Map<String, Double> seconds) {
    List<Stage> stages = new ArrayList<>();
    double total = 0;
    for (Map.Entry<String, Double> stage : seconds.entrySet()) {
      stages.add(new Stage(stage.getKey(), milliseconds(stage.getValue())));
      total += stage.getValue();
    }
    return new StageTimes(stages, milliseconds(total));
  }

  private static double milliseconds(double seconds) {
    return Math.round(1000 * seconds) / 1000.0;
  }

  /** The JSON text, with a final newline. */
  public String toJson() {
    return JsonText.of(this);
  }
}
