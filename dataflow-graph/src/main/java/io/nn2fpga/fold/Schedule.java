package io.nn2fpga.fold;

import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a network is put on a board: data apart from the network. It never changes results.
 *
 * @param board name of the board it was made for
 * @param clockMhz the clock it assumes, a target until routed
 * @param layers the folding of each int-level node that has one, by the node's name
 * @param fifoDepths beats of each FIFO, by the name of the stream it buffers
 */
public record Schedule(
    String board, double clockMhz, Map<String, Folding> layers, Map<String, Integer> fifoDepths) {

  /** Copies the maps, keeping their order. */
  public Schedule {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    fifoDepths = Collections.unmodifiableMap(new LinkedHashMap<>(fifoDepths));
  }

  /** The folding of a node; {@link Folding#FOLLOW} if it has none of its own. */
  public Folding folding(String node) {
    return layers.getOrDefault(node, Folding.FOLLOW);
  }

  /** The depth of the FIFO on a stream; 2, the least that keeps full rate, if none is given. */
  public int fifoDepth(String stream) {
    return fifoDepths.getOrDefault(stream, 2);
  }

  /** The same with further registers in the arithmetic of a layer. */
  public Schedule withPipeline(String layer, int registers) {
    Map<String, Folding> changed = new LinkedHashMap<>(layers);
    changed.computeIfPresent(layer, (name, folding) -> folding.pipelined(registers));
    return new Schedule(board, clockMhz, changed, fifoDepths);
  }

  /** The same with a layer requantized in another way. */
  public Schedule withRequantizer(String layer, Requantizer requantizer) {
    Map<String, Folding> changed = new LinkedHashMap<>(layers);
    changed.computeIfPresent(layer, (name, folding) -> folding.with(requantizer));
    return new Schedule(board, clockMhz, changed, fifoDepths);
  }

  /** The same foldings with other FIFO depths. */
  public Schedule withFifoDepths(Map<String, Integer> depths) {
    return new Schedule(board, clockMhz, layers, depths);
  }
}
