package io.nn2fpga.cli.build;

/**
 * How far AMD's tools are to go where they are installed.
 *
 * @param vivado for the Vivado project
 * @param vitisHls for the Vitis HLS project
 */
public record AmdSteps(Vivado vivado, VitisHls vitisHls) {
  /** Writes the projects, runs nothing. */
  public static final AmdSteps NONE = new AmdSteps(Vivado.NONE, VitisHls.NONE);

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
