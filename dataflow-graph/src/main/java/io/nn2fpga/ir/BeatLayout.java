package io.nn2fpga.ir;

/** Packs a frame's elements into beats and back; the one place that knows the order of elements. */
public final class BeatLayout {
  private BeatLayout() {}

  /**
   * Index into the frame ({@code [H, W, C]}, row major) of one lane of one beat.
   *
   * @param type the stream
   * @param beat 0 to beatsPerFrame − 1
   * @param lane 0 to elementsPerBeat − 1; pixel · P + channel lane
   * @return the index, or −1 for an unused lane of a ragged beat
   */
  public static int elementIndex(StreamType type, int beat, int lane) {
    int perGroup = type.beatsPerGroup();
    int groupsPerRow = (type.width() + type.pixels() - 1) / type.pixels();
    int group = beat / perGroup;
    int y = group / groupsPerRow;
    int x = group % groupsPerRow * type.pixels() + lane / type.lanes();
    int c = beat % perGroup * type.lanes() + lane % type.lanes();
    if (x >= type.width() || c >= type.channels()) {
      return -1;
    }
    return (y * type.width() + x) * type.channels() + c;
  }

  /**
   * The beats of a frame.
   *
   * @param frame the elements, {@code [H, W, C]}
   * @return {@code [beat][lane]}; unused lanes are 0
   */
  public static int[][] pack(StreamType type, IntTensor frame) {
    int[][] beats = new int[type.beatsPerFrame()][type.elementsPerBeat()];
    for (int beat = 0; beat < beats.length; beat++) {
      for (int lane = 0; lane < beats[beat].length; lane++) {
        int index = elementIndex(type, beat, lane);
        beats[beat][lane] = index < 0 ? 0 : frame.data()[index];
      }
    }
    return beats;
  }

  /** The frame that {@code beats} carry; the inverse of {@link #pack}. */
  public static IntTensor unpack(StreamType type, int[][] beats) {
    int[] data = new int[type.frame().size()];
    for (int beat = 0; beat < type.beatsPerFrame(); beat++) {
      for (int lane = 0; lane < type.elementsPerBeat(); lane++) {
        int index = elementIndex(type, beat, lane);
        if (index >= 0) {
          data[index] = beats[beat][lane];
        }
      }
    }
    return new IntTensor(type.frame(), data);
  }
}
