package io.nn2fpga.ops.slidingwindow;

import java.util.List;

/** The serial form: reads one tap after the other. */
final class SerialWindowMachine extends SlidingWindowMachine {
  private final int lastWindow;
  private int kernelRow;
  private int window;
  private int pos;

  SerialWindowMachine(WindowGeometry geometry, int rows) {
    super(geometry, rows);
    window = -geometry.padLeft() * geometry.words();
    pos = window;
    lastWindow = window + (geometry.outWidth() - 1) * geometry.strideWidth() * geometry.words();
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
    pos++;
    if (pos < window + geometry.kernelWidth() * geometry.words()) {
      return;
    }
    kernelRow++;
    if (kernelRow == geometry.kernelHeight()) {
      kernelRow = 0;
      if (window == lastWindow) {
        window = -geometry.padLeft() * geometry.words();
        nextRow();
      } else {
        window += geometry.strideWidth() * geometry.words();
      }
    }
    pos = window;
  }

  @Override
  List<Integer> readerState() {
    return List.of(kernelRow, window, pos);
  }
}
