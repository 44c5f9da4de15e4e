package io.nn2fpga.host;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.rtl.Design;
import java.util.List;

/**
 * A stream of a design as a host's link carries it: each beat padded to bytes, then to words of the
 * link's width (8, 16, 32 … bits). A beat starts at a word; its first bits are the low bits of the
 * first word. {@code nn2fpga_axis_input.v} and {@code nn2fpga_axis_output.v} are its two ends.
 *
 * @param port prefix of the design's port
 * @param type what the design's port carries
 * @param wordBits width of the link's words
 * @param words words of a beat
 */
public record HostStream(String port, StreamType type, int wordBits, int words) {
  /** The Verilog modules, beside this class, that make beats of words and words of beats. */
  public static final List<String> MODULES = List.of("nn2fpga_axis_input", "nn2fpga_axis_output");

  /**
   * The words of a port.
   *
   * @param memoryWidth the widest word, a power of two of at least 8
   */
  public static HostStream of(Design.Port port, int memoryWidth) {
    int bits = port.wire().type().dataBits();
    int wordBits = 8;
    while (wordBits < bits && wordBits < memoryWidth) {
      wordBits *= 2;
    }
    return new HostStream(
        port.name(), port.wire().type(), wordBits, (bits + wordBits - 1) / wordBits);
  }

  /**
   * The only one of a design's inputs, or outputs.
   *
   * @throws IllegalStateException if there are several: a shell has one of each
   */
  public static Design.Port only(List<Design.Port> ports) {
    if (ports.size() != 1) {
      throw new IllegalStateException("a shell has one input and one output, not " + ports);
    }
    return ports.get(0);
  }

  /** Bits of a beat that mean something. */
  public int beatBits() {
    return type.dataBits();
  }

  /** Words of a frame. */
  public int wordsPerFrame() {
    return Math.multiplyExact(type.beatsPerFrame(), words);
  }
}
