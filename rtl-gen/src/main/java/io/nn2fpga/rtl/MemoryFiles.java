package io.nn2fpga.rtl;

import io.nn2fpga.op.MemoryImage;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and contents of the files that the Verilog's memories are initialised from.
 *
 * <p>The modules read {@code mem/<actor>_<memory>.mem}, relative to where simulation or synthesis
 * runs: in {@code rtl/}, or in a directory with its own {@code mem/}.
 */
public final class MemoryFiles {
  private MemoryFiles() {}

  /** The path of an actor's memory image, as the module's parameter gives it. */
  public static String path(Design.Instance instance, MemoryImage image) {
    String memory = image.parameter().toLowerCase(Locale.ROOT).replaceAll("_file$", "");
    return "mem/" + instance.id() + "_" + memory + ".mem";
  }

  /** Every memory image of a design, {@code $readmemh} text by path below {@code rtl/}. */
  public static Map<String, String> of(Design design) {
    Map<String, String> files = new TreeMap<>();
    for (Design.Instance instance : design.instances()) {
      for (MemoryImage image : instance.actor().module().memories()) {
        if (files.put(path(instance, image), image.toHex()) != null) {
          throw new IllegalStateException("two memories are called " + path(instance, image));
        }
      }
    }
    return files;
  }
}
