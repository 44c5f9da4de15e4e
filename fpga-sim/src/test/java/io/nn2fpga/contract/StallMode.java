package io.nn2fpga.contract;

import java.util.Locale;

/** Which side of a module stalls, in stalled cycles of 256. */
enum StallMode {
  NONE("no stalls", 0, 0),
  GAPS("random gaps", 128, 0),
  BACKPRESSURE("random backpressure", 0, 128),
  BOTH("gaps and backpressure", 96, 96);

  private final String title;
  private final int sourceRate;
  private final int sinkRate;

  StallMode(String title, int sourceRate, int sinkRate) {
    this.title = title;
    this.sourceRate = sourceRate;
    this.sinkRate = sinkRate;
  }

  String title() {
    return title;
  }

  /** Name of the run's folder of logs. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  int sourceRate() {
    return sourceRate;
  }

  int sinkRate() {
    return sinkRate;
  }
}
