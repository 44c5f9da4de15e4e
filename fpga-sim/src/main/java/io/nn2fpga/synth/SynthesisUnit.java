package io.nn2fpga.synth;

import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.rtl.Sources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module to synthesize.
 *
 * @param module name of the Verilog module
 * @param parameters values of its integer parameters
 * @param memories contents of its memory files by the parameter that names the file; empty texts
 *     where {@code nn2fpga_rom} instances inside are left out
 * @param sources Verilog of the module and of those it instantiates, by file name
 * @param romsApart whether {@code nn2fpga_rom} instances inside are units of their own
 */
record SynthesisUnit(
    String module,
    Map<String, Long> parameters,
    Map<String, String> memories,
    Map<String, String> sources,
    boolean romsApart) {

  /** The module that holds constant contents. */
  static final String ROM = "nn2fpga_rom";

  /** The parameter of {@link #ROM} that names the file. */
  private static final String ROM_FILE = "FILE";

  /** Copies the maps, keeping the order of the parameters. */
  SynthesisUnit {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    memories = Collections.unmodifiableMap(new TreeMap<>(memories));
    sources = Collections.unmodifiableMap(new TreeMap<>(sources));
  }

  /** The units of a module: its logic, then its ROMs if they are modules of their own. */
  static List<SynthesisUnit> of(ModuleInstance instance) {
    Map<String, String> sources = Sources.of(instance);
    String romSource = sources.get(ROM + ".v");
    boolean apart = romSource != null;
    Map<String, String> contents = new TreeMap<>();
    for (MemoryImage image : instance.memories()) {
      contents.put(image.parameter(), apart ? "" : image.toHex());
    }
    List<SynthesisUnit> units = new ArrayList<>();
    units.add(
        new SynthesisUnit(instance.module(), instance.parameters(), contents, sources, apart));
    if (romSource != null) {
      for (MemoryImage image : instance.memories()) {
        if (!image.loaded()) {
          units.add(rom(image, romSource));
        }
      }
    }
    return units;
  }

  private static SynthesisUnit rom(MemoryImage image, String source) {
    int depth = image.words().length;
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("DEPTH", (long) depth);
    parameters.put("WIDTH", (long) image.wordBits());
    int addressBits = Integer.SIZE - Integer.numberOfLeadingZeros(depth - 1);
    parameters.put("ADDRESS_BITS", (long) Math.max(1, addressBits));
    return new SynthesisUnit(
        ROM, parameters, Map.of(ROM_FILE, image.toHex()), Map.of(ROM + ".v", source), false);
  }

  /** As a user reads it: the module with its parameters. */
  String title() {
    StringBuilder text = new StringBuilder(module);
    String separator = " ";
    for (Map.Entry<String, Long> parameter : parameters.entrySet()) {
      text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = ", ";
    }
    return text.toString();
  }

  /**
   * How much there is to do, in arbitrary units: products and bits, from the parameters' and the
   * contents' sizes. Only the order and the balance of batches depend on it.
   */
  long effort() {
    long contents = memories.values().stream().mapToLong(String::length).sum();
    long products = parameters.getOrDefault("SIMD", 0L);
    long lanes = parameters.getOrDefault("LANES", 1L) + parameters.getOrDefault("WIDTH", 0L) / 16;
    long windows =
        parameters.getOrDefault("KERNEL_H", 0L)
            * parameters.getOrDefault("KERNEL_W", 0L)
            * parameters.getOrDefault("LANES", 1L);
    return 100 + 60 * products + 20 * lanes + 25 * windows + contents / 100;
  }
}
