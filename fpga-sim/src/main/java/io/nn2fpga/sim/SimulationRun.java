package io.nn2fpga.sim;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation recorded.
 *
 * @param logs the beats of every stream, by the flow graph's name for it
 * @param problem why the simulation ended before all frames were through: a violated handshake law,
 *     a deadlock, a missing file; null if they all were
 */
public record SimulationRun(Map<String, BeatLog> logs, @Nullable String problem) {
  /** Copies the map. */
  public SimulationRun {
    logs = Map.copyOf(logs);
  }
}
