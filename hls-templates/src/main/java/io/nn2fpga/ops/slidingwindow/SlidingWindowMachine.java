package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.ArrayList;
import java.util.List;

/** What both forms share: the write rule, the output row, and the two registers behind the read. */
abstract class SlidingWindowMachine implements TimingMachine {
  final WindowGeometry geometry;
  private final int rows;

  int top;
  int lead;
  int written;

  private boolean stageValid;
  private boolean stageEmits;
  private boolean outputValid;

  SlidingWindowMachine(WindowGeometry geometry, int rows) {
    this.geometry = geometry;
    this.rows = rows;
    this.top = -geometry.padTop();
    this.lead = geometry.padTop();
  }

  static SlidingWindowMachine of(Form form, WindowGeometry geometry, int rows) {
    return form == Form.SERIAL
        ? new SerialWindowMachine(geometry, rows)
        : new ParallelWindowMachine(geometry, rows);
  }

  /** Words of the window's first real row that no window of this output row reads any more. */
  abstract int wordsGivenUp();

  /** Whether the next word may be issued. */
  abstract boolean canIssue();

  /** Whether the next word, once issued, completes an output beat. */
  abstract boolean issueEmits();

  /** Goes on to the word behind the one issued. */
  abstract void step();

  @Override
  public boolean valid(int output) {
    return outputValid;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return canWrite();
  }

  final boolean canWrite() {
    int held = lead - Math.max(0, -top);
    return held < rows || (held == rows && firstRowEnds() && written < wordsGivenUp());
  }

  /** Whether nothing changes until the consumer takes a beat. */
  final boolean waitsForConsumer() {
    return outputValid && stageValid && stageEmits && !canWrite();
  }

  private boolean firstRowEnds() {
    return top == geometry.lastTop() || top + geometry.strideHeight() > 0;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    clock(taken[0], outputReady[0]);
  }

  final void clock(boolean taken, boolean outputReady) {
    boolean outputFree = !outputValid || outputReady;
    boolean stageFree = !stageValid || !stageEmits || outputFree;
    boolean issue = stageFree && canIssue();
    boolean emits = issueEmits();
    if (outputFree) {
      outputValid = stageValid && stageEmits;
    }
    if (stageFree) {
      stageValid = issue;
      stageEmits = emits;
    }
    if (issue) {
      step();
    }
    if (taken) {
      written++;
      if (written == geometry.rowWords()) {
        written = 0;
        lead++;
      }
    }
  }

  final void nextRow() {
    int step = rowStep();
    top = nextTop();
    lead -= step;
  }

  final int nextTop() {
    return top == geometry.lastTop() ? -geometry.padTop() : top + geometry.strideHeight();
  }

  final int rowStep() {
    return top == geometry.lastTop() ? geometry.frameStep() : geometry.strideHeight();
  }

  /** Everything that decides what the machine does from here on. */
  final List<Integer> state() {
    int registers =
        (stageValid ? 4 : 0) + (stageValid && stageEmits ? 2 : 0) + (outputValid ? 1 : 0);
    List<Integer> state = new ArrayList<>(List.of(top, lead, written, registers));
    state.addAll(readerState());
    return state;
  }

  /** The reader's part of {@link #state}. */
  abstract List<Integer> readerState();
}
