package io.nn2fpga.amd;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.VitisPlatform;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.skid.SkidKernel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.template.Template;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code vitis/}: the design as a kernel that XRT runs on an accelerator card, the scripts
 * that package and link it.
 *
 * <p>Its data movers read input frames from the card's memory and write output frames back; frames
 * lie there one behind the other, each the words of {@link HostStream}.
 *
 * @param platform of the card
 * @param input the design's input as words
 * @param output the design's output as words
 */
public record VitisKernel(VitisPlatform platform, HostStream input, HostStream output) {
  /** Words of the longest burst: long enough for the memory's latency, short enough for a FIFO. */
  private static final int BURST = 16;

  private static final List<String> MODULES =
      List.of(
          "nn2fpga_kernel_control",
          "nn2fpga_kernel_run",
          "nn2fpga_memory_bursts",
          "nn2fpga_memory_reader",
          "nn2fpga_memory_writer",
          "nn2fpga_word_pack",
          "nn2fpga_word_unpack");

  /**
   * The kernel of a design.
   *
   * @throws IllegalStateException if the design has not one input and one output
   */
  public static VitisKernel of(Design design, VitisPlatform platform) {
    return new VitisKernel(
        platform,
        HostStream.of(HostStream.only(design.inputs()), platform.memoryWidth()),
        HostStream.of(HostStream.only(design.outputs()), platform.memoryWidth()));
  }

  /**
   * Name of the kernel and of its module.
   *
   * @param design the design's name
   */
  public static String module(String design) {
    return design + "_kernel";
  }

  /** The folder's files, by path in the build directory. */
  Map<String, String> files(Design design, DesignFiles sources, Board board, double clockMhz) {
    Map<String, Object> values = new AxisShell(input, output).values();
    int width = platform.memoryWidth();
    values.put("design", design.name());
    values.put("hash", AxisShell.lowByteFirst(sources.hash()));
    values.put("board", board.name());
    values.put("boardTitle", board.title());
    values.put("part", board.part());
    values.put("platform", platform.platform());
    values.put("memory", platform.memory());
    values.put("memoryWidth", width);
    values.put("memoryBytes", width / 8);
    values.put("memorySize", Integer.numberOfTrailingZeros(width / 8));
    values.put("burst", BURST);
    values.put("clockMhz", clockMhz);
    stream(values, "input", input, width);
    stream(values, "output", output, width);
    Map<String, String> files = new TreeMap<>();
    for (String module : MODULES) {
      files.put(place(module), AxisShell.text(module, VitisKernel.class));
    }
    for (String module : HostStream.MODULES) {
      files.put(place(module), AxisShell.text(module, HostStream.class));
    }
    AxisShell.missing(sources, "nn2fpga_skid", SkidKernel.class)
        .ifPresent(text -> files.put(place("nn2fpga_skid"), text));
    AxisShell.missing(sources, "nn2fpga_fifo", FifoKernel.class)
        .ifPresent(text -> files.put(place("nn2fpga_fifo"), text));
    files.put(place(module(design.name())), render("kernel.v.vm", values));
    files.put("vitis/settings.tcl", render("vitis_settings.tcl.vm", values));
    files.put("vitis/kernel.xml", render("kernel.xml.vm", values));
    files.put("vitis/link.cfg", render("link.cfg.vm", values));
    files.put("vitis/README.md", render("vitis.md.vm", values));
    files.put("vitis/build.sh", AmdFiles.resource("vitis_build.sh"));
    files.put("vitis/package_kernel.tcl", AmdFiles.resource("package_kernel.tcl"));
    return files;
  }

  /** Bytes of a frame, and the words that lie in one of memory: a power of two. */
  private static void stream(
      Map<String, Object> values, String side, HostStream stream, int width) {
    int parts = width / stream.wordBits();
    values.put(side + "Bytes", Math.multiplyExact(stream.wordsPerFrame(), stream.wordBits() / 8));
    values.put(side + "Rest", parts - 1);
    values.put(side + "Shift", Integer.numberOfTrailingZeros(parts));
  }

  private static String place(String module) {
    return "vitis/hdl/" + module + ".v";
  }

  private static String render(String template, Map<String, Object> values) {
    return Template.load(VitisKernel.class, template).render(values);
  }
}
