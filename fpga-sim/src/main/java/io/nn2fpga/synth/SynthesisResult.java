package io.nn2fpga.synth;

import io.nn2fpga.cost.Resources;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the actors of a design take after synthesis.
 *
 * <p>The sum leaves out what happens between modules: optimization across their boundaries, and the
 * wires of the top level.
 *
 * @param actors by the actor's name, in the graph's order
 * @param total all actors together
 * @param units how many unique modules there are
 * @param cached how many of them an earlier synthesis had done
 */
public record SynthesisResult(
    Map<String, Resources> actors, Resources total, int units, int cached) {

  /** Copies the map, keeping its order. */
  public SynthesisResult {
    actors = Collections.unmodifiableMap(new LinkedHashMap<>(actors));
  }
}
