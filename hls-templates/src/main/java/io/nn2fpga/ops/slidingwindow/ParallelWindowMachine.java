package io.nn2fpga.ops.slidingwindow;

import java.util.List;

/** The parallel form: reads one column after the other. */
final class ParallelWindowMachine extends SlidingWindowMachine {
  private final int firstWindow;
  private final int lastWindow;
  private int window;
  private int pos;
  private boolean prefetched = true;

  ParallelWindowMachine(WindowGeometry geometry, int rows) {
    super(geometry, rows);
    firstWindow = (geometry.spanWidth() - 1 - geometry.padLeft()) * geometry.words();
    window = firstWindow;
    lastWindow =
        firstWindow + (geometry.outWidth() - 1) * geometry.strideWidth() * geometry.words();
  }

  @Override
  int wordsGivenUp() {
    return pos;
  }

  @Override
  boolean canIssue() {
    return pos >= geometry.rowWords() || available(top, lead, pos);
  }

  private boolean available(int windowTop, int windowLead, int word) {
    int lastReal = Math.min(geometry.spanHeight() - 1, geometry.height() - 1 - windowTop);
    return windowLead > lastReal || (windowLead == lastReal && written > word);
  }

  @Override
  boolean issueEmits() {
    return pos >= window;
  }

  @Override
  void step() {
    int behind = pos - geometry.rowWords();
    if (behind >= 0) {
      prefetched =
          prefetched && geometry.prefetches() && available(nextTop(), lead - rowStep(), behind);
    }
    boolean windowEnds = pos == window + geometry.words() - 1;
    pos++;
    if (!windowEnds) {
      return;
    }
    if (window == lastWindow) {
      window = firstWindow;
      pos = prefetched ? Math.max(0, behind + 1) : 0;
      prefetched = true;
      nextRow();
    } else {
      window += geometry.strideWidth() * geometry.words();
    }
  }

  @Override
  List<Integer> readerState() {
    return List.of(window, pos, prefetched ? 1 : 0);
  }
}
