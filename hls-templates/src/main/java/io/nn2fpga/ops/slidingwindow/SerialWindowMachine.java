package io.nn2fpga.ops.slidingwindow;

import java.util.List;

/** The serial form: reads one tap after the other. */
final class SerialWindowMachine extends SlidingWindowMachine {
  private final int firstWindow;
  private final int lastWindow;
  private final int groupWords;
  private final int tapStep;
  private int kernelRow;
  private int window;
  private int word;
  private int group;
  private int pos;

  SerialWindowMachine(WindowGeometry geometry, int rows) {
    super(geometry, rows);
    firstWindow = -geometry.padLeft() * geometry.words();
    window = firstWindow;
    pos = firstWindow;
    lastWindow =
        firstWindow + (geometry.outWidth() - 1) * geometry.strideWidth() * geometry.words();
    groupWords = geometry.groupWords();
    tapStep = geometry.dilationWidth() * geometry.words() - groupWords + 1;
  }

  @Override
  int wordsGivenUp() {
    return Math.max(0, window);
  }

  @Override
  boolean canIssue() {
    int row = top + kernelRow;
    boolean padding = row < 0 || row >= geometry.height() || pos < 0 || pos >= geometry.rowWords();
    // A tap in the padding waits for the first real row: no frame starts before its input does.
    int neededRow = padding ? Math.max(0, -top) : kernelRow;
    int neededWord = padding ? 0 : pos;
    return lead > neededRow || (lead == neededRow && written > neededWord);
  }

  @Override
  boolean issueEmits() {
    return true;
  }

  @Override
  void step() {
    word++;
    if (word < groupWords) {
      pos++;
      return;
    }
    word = 0;
    int start = window + group * groupWords;
    if (pos < start + (geometry.spanWidth() - 1) * geometry.words()) {
      pos += tapStep;
      return;
    }
    kernelRow += geometry.dilationHeight();
    if (kernelRow >= geometry.spanHeight()) {
      kernelRow = 0;
      nextGroup();
    }
    pos = window + group * groupWords;
  }

  private void nextGroup() {
    group++;
    if (group < geometry.groups()) {
      return;
    }
    group = 0;
    if (window == lastWindow) {
      window = firstWindow;
      nextRow();
    } else {
      window += geometry.strideWidth() * geometry.words();
    }
  }

  @Override
  List<Integer> readerState() {
    return List.of(kernelRow, window, word, group, pos);
  }
}
