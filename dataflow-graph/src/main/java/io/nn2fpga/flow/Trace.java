package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import java.util.List;
import java.util.Map;

/**
 * What moved when, in one simulation.
 *
 * @param graph the simulated flow graph
 * @param transfers for each stream, the cycle of each beat's transfer, ascending
 */
public record Trace(Graph graph, Map<String, List<Integer>> transfers) {

  /** The cycles in which a stream moved a beat. */
  public List<Integer> transfersOf(String stream) {
    List<Integer> cycles = transfers.get(stream);
    if (cycles == null) {
      throw new IllegalArgumentException("no stream '" + stream + "'");
    }
    return cycles;
  }

  /** The cycle in which the last beat of frame {@code frame} (from 0) moved on a stream. */
  public int lastBeat(String stream, int frame) {
    int beats = graph.value(stream).stream().beatsPerFrame();
    return transfersOf(stream).get((frame + 1) * beats - 1);
  }

  /** Cycles from the first input beat taken to the first output beat given. */
  public int firstLatency() {
    return transfersOf(graph.outputs().get(0)).get(0) - transfersOf(graph.inputs().get(0)).get(0);
  }

  /** Cycles from the first input beat taken to the last output beat of the first frame. */
  public int lastLatency() {
    return lastBeat(graph.outputs().get(0), 0) - transfersOf(graph.inputs().get(0)).get(0);
  }

  /** Cycles between the last beats of the last two of {@code frames} frames. */
  public int interval(int frames) {
    String output = graph.outputs().get(0);
    return lastBeat(output, frames - 1) - lastBeat(output, frames - 2);
  }
}
