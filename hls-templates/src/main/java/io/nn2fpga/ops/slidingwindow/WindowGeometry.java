package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;

/**
 * Where the windows of a convolution or a pool lie on a frame, in rows, columns and words.
 *
 * @param height rows of the frame
 * @param width columns of the frame
 * @param words F, words a pixel
 * @param groups groups of words that windows come in, one after the other; divides F
 * @param kernelHeight KH
 * @param kernelWidth KW
 * @param dilationHeight DH; 1 if KH is
 * @param dilationWidth DW; 1 if KW is
 * @param strideHeight SH
 * @param strideWidth SW
 * @param padTop PT
 * @param padLeft PL
 * @param outHeight OH
 * @param outWidth OW
 */
record WindowGeometry(
    int height,
    int width,
    int words,
    int groups,
    int kernelHeight,
    int kernelWidth,
    int dilationHeight,
    int dilationWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int outHeight,
    int outWidth) {

  /**
   * The windows on the frames of a stream.
   *
   * @throws IllegalArgumentException if there is no window, one would lie in the padding alone, or
   *     the words of a pixel do not fall into that many equal groups
   */
  static WindowGeometry of(StreamType input, Window window, int groups) {
    window.requireNoEmptyWindow();
    if (groups < 1 || input.beatsPerGroup() % groups != 0) {
      throw new IllegalArgumentException(input + " in " + groups + " groups of words");
    }
    return new WindowGeometry(
        input.height(),
        input.width(),
        input.beatsPerGroup(),
        groups,
        window.kernelHeight(),
        window.kernelWidth(),
        window.kernelHeight() == 1 ? 1 : window.dilationHeight(),
        window.kernelWidth() == 1 ? 1 : window.dilationWidth(),
        window.strideHeight(),
        window.strideWidth(),
        window.padTop(),
        window.padLeft(),
        window.outputHeight(input.height()),
        window.outputWidth(input.width()));
  }

  /** Rows that a window spans, (KH − 1)·DH + 1. */
  int spanHeight() {
    return (kernelHeight - 1) * dilationHeight + 1;
  }

  /** Columns that a window spans, (KW − 1)·DW + 1. */
  int spanWidth() {
    return (kernelWidth - 1) * dilationWidth + 1;
  }

  /** Words of a group. */
  int groupWords() {
    return words / groups;
  }

  /** Words a row of the frame. */
  int rowWords() {
    return width * words;
  }

  /** Rows from the first window row of a frame's last output row to that of the next frame. */
  int frameStep() {
    return height - (outHeight - 1) * strideHeight;
  }

  /**
   * Rows of a line buffer with which no larger one is faster. While the window stands, the rows
   * that it spans are needed and the next step's may come in; at the end of a frame that step is
   * all rows up to the next frame's first window, so with this many rows they arrive behind the
   * last windows.
   */
  int mostRows() {
    return spanHeight() - 1 + Math.max(strideHeight, frameStep());
  }

  /** {@code top} of a frame's last output row. */
  int lastTop() {
    return (outHeight - 1) * strideHeight - padTop;
  }

  /** Whether right padding can be the next output row's first columns. */
  boolean prefetches() {
    int rightPad = (outWidth - 1) * strideWidth - padLeft + spanWidth() - width;
    return rightPad > 0 && rightPad <= Math.min(width, spanWidth() - 1 - padLeft);
  }
}
