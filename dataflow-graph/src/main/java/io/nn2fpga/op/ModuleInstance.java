package io.nn2fpga.op;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a kernel appears in Verilog.
 *
 * <p>Ports follow one convention: {@code clk}, {@code rst}, then for a kernel with one input and
 * one output {@code s_axis_tdata/tvalid/tready/tlast} and {@code m_axis_*}; with several, {@code
 * s0_axis_*}, {@code s1_axis_*}, {@code m0_axis_*}.
 *
 * @param module name of the module; its source is the class path resource {@code <module>.v} beside
 *     the kernel's class
 * @param sources the class whose package holds the sources
 * @param parameters values of the module's integer parameters, in order
 * @param memories memory images; each is given to the module through a file-name parameter
 */
public record ModuleInstance(
    String module, Class<?> sources, Map<String, Long> parameters, List<MemoryImage> memories) {

  /** Copies the collections, keeping their order. */
  public ModuleInstance {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    memories = List.copyOf(memories);
  }
}
