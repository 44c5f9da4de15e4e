/**
 * How a frame is cut into beats: pixels times lanes elements each, padded to whole bytes, the first
 * in the low bits.
 */
record Stream(int height, int width, int channels, int bits, int signed, int pixels, int lanes) {

  /** Codes of a frame. */
  int codes() {
    return height * width * channels;
  }

  long min() {
    return signed != 0 ? -(1L << (bits - 1)) : 0;
  }

  long max() {
    return min() + (1L << bits) - 1;
  }

  private int beatBytes() {
    return (bits * pixels * lanes + 7) / 8;
  }

  /** Bytes of a sample on the link. */
  int bytes() {
    return height * ceil(width, pixels) * ceil(channels, lanes) * beatBytes();
  }

  /** A frame's codes, channels last, as bytes. */
  void pack(int[] codes, byte[] bytes, int at) {
    move(
        (place, bit) -> {
          for (int i = 0; i < bits; i++) {
            if ((codes[place] >> i & 1) != 0) {
              bytes[at + (bit + i) / 8] |= (byte) (1 << (bit + i) % 8);
            }
          }
        });
  }

  /** The inverse of {@link #pack}. */
  int[] unpack(byte[] bytes, int at) {
    int[] codes = new int[codes()];
    move(
        (place, bit) -> {
          long value = 0;
          for (int i = 0; i < bits; i++) {
            value |= (long) (bytes[at + (bit + i) / 8] >> (bit + i) % 8 & 1) << i;
          }
          codes[place] = (int) (value > max() ? value - (1L << bits) : value);
        });
    return codes;
  }

  /** Told of each element: its place in the frame, and its first bit in the sample's bytes. */
  private interface Element {
    void at(int place, int bit);
  }

  private void move(Element element) {
    int beat = 0;
    for (int y = 0; y < height; y++) {
      for (int group = 0; group < width; group += pixels) {
        for (int first = 0; first < channels; first += lanes, beat++) {
          for (int i = 0; i < pixels * lanes; i++) {
            int x = group + i / lanes;
            int c = first + i % lanes;
            if (x < width && c < channels) {
              element.at((y * width + x) * channels + c, beat * beatBytes() * 8 + i * bits);
            }
          }
        }
      }
    }
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
