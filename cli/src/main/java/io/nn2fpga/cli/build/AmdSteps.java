package io.nn2fpga.cli.build;

import org.jspecify.annotations.Nullable;

/**
 * How far AMD's tools are to go where they are installed.
 *
 * @param vivado for the Vivado project, or the kernel of a card
 * @param vitisHls for the Vitis HLS project
 * @param remote the machine that has them; null for this one
 */
public record AmdSteps(Vivado vivado, VitisHls vitisHls, @Nullable Remote remote) {
  /** Writes the projects, runs nothing. */
  public static final AmdSteps NONE = new AmdSteps(Vivado.NONE, VitisHls.NONE, null);

  /**
   * Another machine.
   *
   * @param host as {@code ssh} takes it
   * @param setup a file there that is sourced before each tool; null if none is needed
   */
  public record Remote(String host, @Nullable String setup) {}

  /** Steps of {@code vivado/build.tcl}; the words are those of its argument. */
  public enum Vivado {
    NONE("none"),
    SYNTH("synth"),
    BITSTREAM("bitstream");

    private final String word;

    Vivado(String word) {
      this.word = word;
    }

    /** The word on the command line. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** Steps of {@code hls/run_hls.tcl}; the words are those of its variable. */
  public enum VitisHls {
    NONE("none"),
    CSIM("csim"),
    CSYNTH("csynth"),
    COSIM("cosim"),
    EXPORT("export");

    private final String word;

    VitisHls(String word) {
      this.word = word;
    }

    /** The word on the command line. */
    @Override
    public String toString() {
      return word;
    }
  }
}
