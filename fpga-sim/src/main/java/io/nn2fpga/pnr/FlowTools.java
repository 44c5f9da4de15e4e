package io.nn2fpga.pnr;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.OpenFlow;
import io.nn2fpga.cost.Resources.Kind;
import io.nn2fpga.sim.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs of an open flow, their options, and how nextpnr calls the parts of the device. */
public enum FlowTools {
  /** Yosys, nextpnr-ice40, icepack. */
  ICE40(
      Board.Flow.NEXTPNR_ICE40,
      Tool.NEXTPNR_ICE40,
      Tool.ICEPACK,
      "routed.asc",
      "bin",
      // A logic cell is a LUT with its flip-flop; nextpnr does not count them apart.
      Map.of(
          Kind.LUT, Map.of("ICESTORM_LC", 1.0),
          Kind.DSP, Map.of("ICESTORM_DSP", 1.0),
          Kind.BRAM36, Map.of("ICESTORM_RAM", 0.125))) {
    @Override
    List<String> files(String constraints) {
      return List.of("--pcf", constraints, "--asc", routed());
    }

    @Override
    List<String> packed(String bitstream) {
      return List.of(routed(), bitstream);
    }
  },
  /** Yosys, nextpnr-ecp5, ecppack. */
  ECP5(
      Board.Flow.NEXTPNR_ECP5,
      Tool.NEXTPNR_ECP5,
      Tool.ECPPACK,
      "routed.config",
      "bit",
      Map.of(
          Kind.LUT, Map.of("TRELLIS_COMB", 1.0),
          Kind.FF, Map.of("TRELLIS_FF", 1.0),
          Kind.DSP, Map.of("MULT18X18D", 1.0),
          Kind.BRAM36, Map.of("DP16KD", 0.5))) {
    @Override
    List<String> files(String constraints) {
      return List.of("--lpf", constraints, "--textcfg", routed());
    }

    @Override
    List<String> packed(String bitstream) {
      return List.of("--input", routed(), "--bit", bitstream);
    }
  },
  /** Yosys, nextpnr-himbaechel-gowin, gowin_pack. */
  GOWIN(
      Board.Flow.NEXTPNR_GOWIN,
      Tool.NEXTPNR_GOWIN,
      Tool.GOWIN_PACK,
      "routed.json",
      "fs",
      Map.of(
          Kind.LUT, Map.of("LUT4", 1.0, "ALU", 1.0),
          Kind.FF, Map.of("DFF", 1.0),
          Kind.DSP, Map.of("MULT9X9", 1.0, "MULT18X18", 2.0, "MULT36X36", 8.0),
          Kind.BRAM36, Map.of("BSRAM", 0.5))) {
    @Override
    List<String> files(String constraints) {
      return List.of("--vopt", "cst=" + constraints);
    }

    @Override
    List<String> packed(String bitstream) {
      return List.of("-o", bitstream, routed());
    }
  },
  /** Yosys, nextpnr-nexus, prjoxide. */
  NEXUS(
      Board.Flow.NEXTPNR_NEXUS,
      Tool.NEXTPNR_NEXUS,
      Tool.PRJOXIDE,
      "routed.fasm",
      "bit",
      Map.of(
          Kind.LUT, Map.of("OXIDE_COMB", 1.0),
          Kind.FF, Map.of("OXIDE_FF", 1.0),
          Kind.BRAM36, Map.of("OXIDE_EBR", 0.5))) {
    @Override
    List<String> files(String constraints) {
      return List.of("--pdc", constraints, "--fasm", routed());
    }

    @Override
    List<String> packed(String bitstream) {
      return List.of("pack", routed(), bitstream);
    }
  };

  private final Board.Flow flow;
  private final Tool nextpnr;
  private final Tool packer;
  private final String routed;
  private final String extension;
  private final Map<Kind, Map<String, Double>> cells;

  FlowTools(
      Board.Flow flow,
      Tool nextpnr,
      Tool packer,
      String routed,
      String extension,
      Map<Kind, Map<String, Double>> cells) {
    this.flow = flow;
    this.nextpnr = nextpnr;
    this.packer = packer;
    this.routed = routed;
    this.extension = extension;
    this.cells = cells;
  }

  /**
   * The tools of a board's flow.
   *
   * @throws IllegalArgumentException if its flow is not an open one
   */
  public static FlowTools of(Board board) {
    for (FlowTools tools : values()) {
      if (tools.flow == board.flow()) {
        return tools;
      }
    }
    throw new IllegalArgumentException(board.name() + " has no open flow");
  }

  /** All programs that a build starts, in order. */
  public List<Tool> programs() {
    return List.of(Tool.YOSYS, nextpnr, packer);
  }

  /** Place and route. */
  public Tool nextpnr() {
    return nextpnr;
  }

  /** What makes the bitstream. */
  public Tool packer() {
    return packer;
  }

  /** What nextpnr writes for the packer: a file name. */
  String routed() {
    return routed;
  }

  /** What follows the dot in a bitstream's file name. */
  public String extension() {
    return extension;
  }

  /** Options of nextpnr for its constraint file and for the packer's file. */
  abstract List<String> files(String constraints);

  /** Arguments of the packer behind a board's own. */
  abstract List<String> packed(String bitstream);

  /** nextpnr's options, all of which must be files in or below its working directory's parents. */
  List<String> route(OpenFlow open, String netlist, String constraints, double mhz, int seed) {
    List<String> options = new ArrayList<>(open.device());
    options.addAll(List.of("--json", netlist));
    options.addAll(files(constraints));
    options.addAll(
        List.of(
            "--freq",
            String.valueOf(mhz),
            "--seed",
            String.valueOf(seed),
            "--report",
            RouteFiles.REPORT,
            "--write",
            RouteFiles.NETLIST,
            // A missed clock is read from the report, and more than an exit code is needed of it.
            "--timing-allow-fail"));
    return options;
  }

  /** The packer's arguments. */
  List<String> pack(OpenFlow open, String bitstream) {
    List<String> options = new ArrayList<>(open.pack());
    options.addAll(packed(bitstream));
    return options;
  }

  /** What was used of each kind of resource that nextpnr counts. */
  Map<Kind, Double> resources(NextpnrReport report) {
    Map<Kind, Double> used = new java.util.EnumMap<>(Kind.class);
    cells.forEach(
        (kind, types) ->
            used.put(
                kind,
                types.entrySet().stream()
                    .mapToDouble(type -> type.getValue() * report.used(type.getKey()))
                    .sum()));
    return used;
  }
}
