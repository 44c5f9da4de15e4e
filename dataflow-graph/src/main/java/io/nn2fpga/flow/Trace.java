package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import java.util.List;
import java.util.Map;

/**
 * What moved when, in one simulation.
 *
 * @param graph the simulated flow graph
 * @param transfers for each stream, the cycle of each beat's transfer, ascending
 * @param activities for each actor, how it spent the simulated cycles
 */
public record Trace(
    Graph graph, Map<String, List<Integer>> transfers, Map<String, Activity> activities) {

  /** Transfers that were measured elsewhere; nothing is known of the actors' activities. */
  public Trace(Graph graph, Map<String, List<Integer>> transfers) {
    this(graph, transfers, Map.of());
  }

  /**
   * How an actor spent its cycles; the three add up to all of them.
   *
   * @param busy neither of the others: it moves beats or computes
   * @param starved it would take a beat that is not offered, and gives none
   * @param blocked it offers a beat that is not taken
   */
  public record Activity(long busy, long starved, long blocked) {
    /** All cycles. */
    public long cycles() {
      return busy + starved + blocked;
    }

    /** What came after an earlier part of the same run. */
    public Activity since(Activity earlier) {
      return new Activity(
          busy - earlier.busy, starved - earlier.starved, blocked - earlier.blocked);
    }
  }

  /**
   * The part of a run that repeats.
   *
   * @param frames frames after which the distances of frames repeat
   * @param cycles cycles those frames take
   */
  public record Period(int frames, long cycles) {
    /** Cycles a frame, rounded up. */
    public long interval() {
      return (cycles + frames - 1) / frames;
    }
  }

  /** The cycles in which a stream moved a beat. */
  public List<Integer> transfersOf(String stream) {
    List<Integer> cycles = transfers.get(stream);
    if (cycles == null) {
      throw new IllegalArgumentException("no stream '" + stream + "'");
    }
    return cycles;
  }

  /** How many whole frames the first output gave. */
  public int frames() {
    String output = graph.outputs().get(0);
    return transfersOf(output).size() / graph.value(output).stream().beatsPerFrame();
  }

  /** The most beats that were between two streams, the later one with the same beats. */
  public int peak(String before, String after) {
    List<Integer> in = transfersOf(before);
    List<Integer> out = transfersOf(after);
    int peak = 0;
    int left = 0;
    for (int entered = 0; entered < in.size(); entered++) {
      while (left < out.size() && out.get(left) < in.get(entered)) {
        left++;
      }
      peak = Math.max(peak, entered + 1 - left);
    }
    return peak;
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

  /**
   * Cycles a frame in steady state, over a full period, rounded up.
   *
   * @param frames how many frames the run had, at least 2
   */
  public int interval(int frames) {
    return Math.toIntExact(period(frames).interval());
  }

  /**
   * The shortest period of the distances between the last beats of frames, as seen in the second
   * half of the run; the last distance alone if the run is too short to show one.
   *
   * @param frames how many frames the run had, at least 2
   */
  public Period period(int frames) {
    return period(graph.outputs().get(0), frames);
  }

  /** The same of any stream. */
  public Period period(String stream, int frames) {
    int[] distances = new int[frames - 1];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = lastBeat(stream, i + 1) - lastBeat(stream, i);
    }
    for (int k = 1; 2 * k <= distances.length; k++) {
      if (repeats(distances, k)) {
        long cycles = 0;
        for (int i = distances.length - k; i < distances.length; i++) {
          cycles += distances[i];
        }
        return new Period(k, cycles);
      }
    }
    return new Period(1, distances[distances.length - 1]);
  }

  private static boolean repeats(int[] distances, int period) {
    for (int i = Math.max(period, distances.length / 2); i < distances.length; i++) {
      if (distances[i] != distances[i - period]) {
        return false;
      }
    }
    return true;
  }
}
