package io.nn2fpga.rtl;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.Testbench;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code sim/}: the test bench, with a source or a sink at each port of the design.
 *
 * <p>Files of the simulation are named after the ports ({@code s_axis.beats}, {@code m_axis.given})
 * and after the streams inside ({@code <stream>.tap}).
 */
public final class SimulationFiles {
  /** The test bench's module. */
  public static final String BENCH = "nn2fpga_bench";

  private SimulationFiles() {}

  static Map<String, String> of(Design design) {
    Map<String, String> files = new TreeMap<>();
    for (String module : HardwareSources.SIMULATION_MODULES) {
      files.put("sim/" + module, HardwareSources.simulation(module));
    }
    files.put(
        "sim/" + HardwareSources.SIMULATION_MAIN,
        HardwareSources.simulation(HardwareSources.SIMULATION_MAIN));
    Testbench.Device device =
        new Testbench.Device(
            "design",
            design.name(),
            Map.of(),
            Map.of(),
            ports(design.inputs()),
            ports(design.outputs()));
    files.put("sim/" + BENCH + ".v", new Testbench(BENCH, List.of(device)).verilog());
    files.put(
        "sim/files.f",
        String.join("\n", HardwareSources.SIMULATION_MODULES) + "\n" + BENCH + ".v\n");
    return files;
  }

  private static List<Testbench.Port> ports(List<Design.Port> ports) {
    return ports.stream()
        .map(p -> Testbench.Port.of(p.name(), p.name(), p.wire().type(), p.wire().index() + 1))
        .toList();
  }
}
