package io.nn2fpga.ops.mvu;

import io.nn2fpga.op.TimingMachine;

/**
 * The handshakes of {@code nn2fpga_mvu}; fields are named as its registers and those of its {@code
 * nn2fpga_mac_rows}. {@code nn2fpga_vvu} has the same, without a replay buffer: there an output
 * fold is a fold of channels, with input beats of its own.
 */
public final class MvuMachine implements TimingMachine {
  private final int inputFolds;
  private final int outputFolds;
  private final int fullBeats;
  private final int lastBeats;
  private final boolean replays;
  private final Stage[] pipeline;

  private int fold;
  private int outFold;
  private int held;
  private int unused;
  private Stage complete = Stage.EMPTY;
  private boolean resultValid;
  private int lastBeat;
  private int beat;

  /** What a pipeline stage holds: nothing, part of a fold's sums, or the end of it. */
  private enum Stage {
    EMPTY,
    PARTIAL,
    FOLD_DONE,
    VECTOR_DONE;

    private boolean isDone() {
      return this == FOLD_DONE || this == VECTOR_DONE;
    }
  }

  private MvuMachine(
      int inputFolds,
      int outputFolds,
      int sumStages,
      int fullBeats,
      int lastBeats,
      boolean replays) {
    this.inputFolds = inputFolds;
    this.outputFolds = outputFolds;
    this.fullBeats = fullBeats;
    this.lastBeats = lastBeats;
    this.replays = replays;
    int replayStages = replays ? 1 : 0;
    this.pipeline = new Stage[replayStages + 1 + sumStages];
    java.util.Arrays.fill(pipeline, Stage.EMPTY);
  }

  /**
   * A unit after reset that uses each vector in all output folds.
   *
   * @param inputFolds beats of a vector
   * @param sumStages registers from the operands to the sums
   * @param fullBeats beats that a fold leaves in
   * @param lastBeats beats that the last output fold leaves in
   */
  static MvuMachine replaying(
      int inputFolds, int outputFolds, int sumStages, int fullBeats, int lastBeats) {
    return new MvuMachine(
        inputFolds, outputFolds, sumStages, fullBeats, lastBeats, outputFolds > 1);
  }

  /**
   * A unit after reset that uses each beat once.
   *
   * @param inputFolds beats of a fold
   * @param folds of a pixel
   * @param sumStages registers from the operands to the sums
   * @param fullBeats beats that a fold leaves in
   * @param lastBeats beats that a pixel's last fold leaves in
   */
  public static MvuMachine passing(
      int inputFolds, int folds, int sumStages, int fullBeats, int lastBeats) {
    return new MvuMachine(inputFolds, folds, sumStages, fullBeats, lastBeats, false);
  }

  @Override
  public boolean valid(int output) {
    return resultValid;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return replays ? held < 2 * inputFolds : advances(outputReady[0]);
  }

  private boolean advances(boolean outputReady) {
    return !complete.isDone() || !resultValid || (outputReady && beat == lastBeat);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean advance = advances(outputReady[0]);
    if (given[0]) {
      resultValid = beat != lastBeat;
      beat++;
    }
    if (advance) {
      advance(replays ? outFold != 0 || unused > 0 : taken[0]);
    }
    // What is taken in this cycle can be used in the next.
    held += taken[0] ? 1 : 0;
    unused += taken[0] ? 1 : 0;
  }

  private void advance(boolean available) {
    if (complete.isDone()) {
      resultValid = true;
      beat = 0;
      lastBeat = (complete == Stage.VECTOR_DONE ? lastBeats : fullBeats) - 1;
    }
    complete = pipeline[pipeline.length - 1];
    System.arraycopy(pipeline, 0, pipeline, 1, pipeline.length - 1);
    pipeline[0] = available ? issue() : Stage.EMPTY;
  }

  /** Goes to the next input fold; what the one before brings into the pipeline. */
  private Stage issue() {
    unused -= outFold == 0 ? 1 : 0;
    held -= outFold == outputFolds - 1 ? 1 : 0;
    fold++;
    if (fold < inputFolds) {
      return Stage.PARTIAL;
    }
    fold = 0;
    outFold++;
    if (outFold < outputFolds) {
      return Stage.FOLD_DONE;
    }
    outFold = 0;
    return Stage.VECTOR_DONE;
  }
}
