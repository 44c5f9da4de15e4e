package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;

/**
 * Where the windows of a convolution or a pool lie on a frame, in rows, columns and words.
 *
 * @param height rows of the frame
 * @param width columns of the frame
 * @param words F, words a pixel
 * @param kernelHeight KH
 * @param kernelWidth KW
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
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int outHeight,
    int outWidth) {

  /**
   * The windows on the frames of a stream.
   *
   * @throws IllegalArgumentException if there is no window or one would lie in the padding alone
   */
  static WindowGeometry of(StreamType input, Window window) {
    window.requireNoEmptyWindow();
    return new WindowGeometry(
        input.height(),
        input.width(),
        input.beatsPerGroup(),
        window.kernelHeight(),
        window.kernelWidth(),
        window.strideHeight(),
        window.strideWidth(),
        window.padTop(),
        window.padLeft(),
        window.outputHeight(input.height()),
        window.outputWidth(input.width()));
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
   * Rows of a line buffer with which no larger one is faster. While the window stands, KH rows are
   * needed and the next step's may come in; at the end of a frame that step is all rows up to the
   * next frame's first window, so with this many rows they arrive behind the last windows.
   */
  int mostRows() {
    return kernelHeight - 1 + Math.max(strideHeight, frameStep());
  }

  /** {@code top} of a frame's last output row. */
  int lastTop() {
    return (outHeight - 1) * strideHeight - padTop;
  }

  /** Whether right padding can be the next output row's first columns. */
  boolean prefetches() {
    int rightPad = (outWidth - 1) * strideWidth - padLeft + kernelWidth - width;
    return rightPad > 0 && rightPad <= Math.min(width, kernelWidth - 1 - padLeft);
  }
}
