package io.nn2fpga.ops.matmul;

import io.nn2fpga.op.TimingMachine;

/**
 * Two buffers of a pixel of the first operand, two of a row of the second, and a pipeline with one
 * clock enable that is fed while one of each is full; only the last beat of a sum leaves it.
 */
final class MatMulMachine implements TimingMachine {
  private static final int NONE = 0;
  private static final int PART = 1;
  private static final int SUM = 2;

  private final Buffers first;
  private final Buffers second;
  private final int folds;
  private final int beats;
  private final int columns;
  private final int[] stages;
  private int beat;
  private int fold;
  private int column;

  /** Two buffers that are filled in turn. */
  private static final class Buffers {
    private final int capacity;
    private final boolean[] full = new boolean[2];
    private int filled;
    private int emptied;
    private int count;

    Buffers(int capacity) {
      this.capacity = capacity;
    }

    boolean takes() {
      return !full[filled];
    }

    boolean gives() {
      return full[emptied];
    }

    void take() {
      if (++count == capacity) {
        count = 0;
        full[filled] = true;
        filled = 1 - filled;
      }
    }

    void release() {
      full[emptied] = false;
      emptied = 1 - emptied;
    }
  }

  /**
   * Buffers and a pipeline.
   *
   * @param latency register stages of the pipeline
   * @param beats of a pixel
   * @param vectors pixels of a row of the second operand
   * @param folds beats of a pixel of the result
   * @param columns pixels of a row of the first operand
   */
  MatMulMachine(int latency, int beats, int vectors, int folds, int columns) {
    first = new Buffers(beats);
    second = new Buffers(beats * vectors);
    this.folds = folds;
    this.beats = beats;
    this.columns = columns;
    stages = new int[latency];
  }

  @Override
  public boolean valid(int output) {
    return stages[stages.length - 1] == SUM;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return (input == 0 ? first : second).takes();
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean enabled = !valid(0) || outputReady[0];
    boolean issues = enabled && first.gives() && second.gives();
    if (enabled) {
      System.arraycopy(stages, 0, stages, 1, stages.length - 1);
      stages[0] = issues ? beat == beats - 1 ? SUM : PART : NONE;
    }
    if (taken[0]) {
      first.take();
    }
    if (taken[1]) {
      second.take();
    }
    if (issues) {
      advance();
    }
  }

  private void advance() {
    beat = (beat + 1) % beats;
    if (beat > 0) {
      return;
    }
    fold = (fold + 1) % folds;
    if (fold > 0) {
      return;
    }
    first.release();
    column = (column + 1) % columns;
    if (column == 0) {
      second.release();
    }
  }
}
