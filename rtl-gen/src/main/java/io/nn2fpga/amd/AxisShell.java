package io.nn2fpga.amd;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.ops.skid.SkidKernel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.rtl.Sources;
import io.nn2fpga.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes {@code vivado/hdl/}: the design between the words of a DMA, with its registers.
 *
 * @param input the design's input as words
 * @param output the design's output as words
 */
public record AxisShell(HostStream input, HostStream output) {

  /** What the template sees of a stream within the shell. */
  public record Link(String name, int bits) {}

  /**
   * The shell of a design.
   *
   * @param memoryWidth bits of the widest word
   * @throws IllegalStateException if the design has not one input and one output
   */
  public static AxisShell of(Design design, int memoryWidth) {
    return new AxisShell(
        HostStream.of(HostStream.only(design.inputs()), memoryWidth),
        HostStream.of(HostStream.only(design.outputs()), memoryWidth));
  }

  /**
   * Name of the shell's module.
   *
   * @param design the design's name
   */
  public static String module(String design) {
    return design + "_axis_shell";
  }

  /**
   * The shell's files by path in the build directory; the modules in {@code rtl/} are not again.
   */
  Map<String, String> files(Design design, DesignFiles sources) {
    Map<String, String> files = new TreeMap<>();
    files.put(place("nn2fpga_axi_control"), text("nn2fpga_axi_control", AxisShell.class));
    for (String module : HostStream.MODULES) {
      files.put(place(module), text(module, HostStream.class));
    }
    missing(sources, "nn2fpga_skid", SkidKernel.class)
        .ifPresent(v -> files.put(place("nn2fpga_skid"), v));
    Map<String, Object> values = values();
    values.put("design", design.name());
    values.put("hash", lowByteFirst(sources.hash()));
    files.put(
        place(module(design.name())),
        Template.load(AxisShell.class, "axis_shell.v.vm").render(values));
    return files;
  }

  /** What templates say of the two streams. */
  Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>();
    stream(values, "input", input);
    stream(values, "output", output);
    values.put(
        "links",
        List.of(
            new Link("gathered", input.beatBits()),
            new Link("in", input.beatBits()),
            new Link("out", output.beatBits()),
            new Link("ready", output.beatBits())));
    return values;
  }

  private static void stream(Map<String, Object> values, String side, HostStream stream) {
    values.put(side + "Port", stream.port());
    values.put(side + "Bits", stream.wordBits());
    values.put(side + "Words", stream.wordsPerFrame());
    values.put(side + "WordsPerBeat", stream.words());
    values.put(side + "BeatBits", stream.beatBits());
    values.put(side + "Beats", stream.type().beatsPerFrame());
  }

  private static String place(String module) {
    return "vivado/hdl/" + module + ".v";
  }

  /** A module that the shell needs, unless the design has it anyway. */
  static Optional<String> missing(DesignFiles design, String module, Class<?> sources) {
    return design.files().containsKey("rtl/" + module + ".v")
        ? Optional.empty()
        : Optional.of(text(module, sources));
  }

  /** The source of a module beside a class. */
  static String text(String module, Class<?> sources) {
    ModuleInstance instance = new ModuleInstance(module, sources, Map.of(), List.of());
    return Objects.requireNonNull(Sources.of(instance).get(HardwareSources.fileName(instance)));
  }

  /** A hexadecimal number whose low byte is the first byte of {@code hash}. */
  static String lowByteFirst(String hash) {
    StringBuilder text = new StringBuilder();
    for (int i = hash.length() - 2; i >= 0; i -= 2) {
      text.append(hash, i, i + 2);
    }
    return text.toString();
  }
}
