package io.nn2fpga.ir;

/**
 * A stream that carries one {@code [height, width, channels]} tensor a frame, in NHWC order.
 *
 * <p>A beat is {@code pixels} (PX) horizontally adjacent pixels × {@code lanes} (P) channels;
 * channels innermost, lane 0 in the low bits. Groups of pixels do not straddle rows. Where PX does
 * not divide the width, or P the channels, the last beat of the row or of the pixel is ragged: its
 * unused lanes are zero. Beats of one pixel group come one after the other, from channel 0 up.
 *
 * <p>Printed {@code stream<u8[28,28,1] by 1x1>}: the frame, then PX x P.
 *
 * @param height rows of the frame
 * @param width pixels of a row
 * @param channels channels of a pixel
 * @param element what one channel of one pixel is
 * @param pixels PX, at most {@code width}
 * @param lanes P, at most {@code channels}
 */
public record StreamType(
    int height, int width, int channels, IntegerElement element, int pixels, int lanes)
    implements Type {

  /** Checks the ranges. */
  public StreamType {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException("frame " + height + "x" + width + "x" + channels);
    }
    if (pixels < 1 || pixels > width || lanes < 1 || lanes > channels) {
      throw new IllegalArgumentException(
          "beat " + pixels + "x" + lanes + " of " + height + "x" + width + "x" + channels);
    }
  }

  /** A stream of one pixel a beat that carries an int-level {@code [H, W, C]} tensor. */
  public static StreamType of(TensorType frame, int lanes) {
    return new StreamType(
        frame.extent(0),
        frame.extent(1),
        frame.extent(2),
        (IntegerElement) frame.element(),
        1,
        lanes);
  }

  /**
   * A stream of all channels of {@code pixels} neighbouring pixels a beat, in its {@link #folded}
   * form.
   *
   * @throws IllegalArgumentException if {@code pixels} does not divide the width
   */
  public static StreamType folded(TensorType frame, int pixels) {
    return of(frame, frame.extent(2)).withPixels(pixels).folded();
  }

  /**
   * What a stream of several pixels a beat is bit for bit: a stream of one pixel a beat of the
   * folded frame {@code [H, W / PX, PX · C]}, whose elements have the same order. A stream of one
   * pixel a beat is its own folded form.
   *
   * @throws IllegalArgumentException if PX does not divide the width, or a beat of several pixels
   *     has not all their channels
   */
  public StreamType folded() {
    if (pixels == 1) {
      return this;
    }
    if (width % pixels != 0 || lanes != channels) {
      throw new IllegalArgumentException(
          this + " has " + pixels + " pixels a beat, but no frame of which they are one pixel");
    }
    return new StreamType(height, width / pixels, pixels * channels, element, 1, pixels * channels);
  }

  /** The tensor that one frame carries. */
  public TensorType frame() {
    return TensorType.of(element, height, width, channels);
  }

  /** Beats for the channels of one pixel group: ceil(C / P). */
  public int beatsPerGroup() {
    return ceilDiv(channels, lanes);
  }

  /** Beats a frame: H · ceil(W / PX) · ceil(C / P). */
  public int beatsPerFrame() {
    return Math.multiplyExact(height * ceilDiv(width, pixels), beatsPerGroup());
  }

  /** Elements a beat, used or not: PX · P. */
  public int elementsPerBeat() {
    return pixels * lanes;
  }

  /** Width of {@code tdata}: PX · P · element bits; no byte padding inside the accelerator. */
  public int dataBits() {
    return elementsPerBeat() * element.bits();
  }

  /** The same frame by other lanes. */
  public StreamType withLanes(int newLanes) {
    return new StreamType(height, width, channels, element, pixels, newLanes);
  }

  /** The same frame by other pixels. */
  public StreamType withPixels(int newPixels) {
    return new StreamType(height, width, channels, element, newPixels, lanes);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  @Override
  public String toString() {
    return "stream<" + frame() + " by " + pixels + "x" + lanes + ">";
  }
}
