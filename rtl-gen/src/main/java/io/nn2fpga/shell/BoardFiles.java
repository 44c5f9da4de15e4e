package io.nn2fpga.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.driver.LinkFiles;
import io.nn2fpga.driver.SerialLink;
import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.rtl.Sources;
import io.nn2fpga.template.Template;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code board/}: the top of a board without a processor, its shell and its pins; and what
 * the drivers know of its link, for the same clock.
 */
public final class BoardFiles {
  private static final int WORD_BITS = 8;

  private BoardFiles() {}

  /**
   * What the template sees of USB's clock.
   *
   * @param source the net that has it
   * @param made that net, if the clock's module makes it
   */
  public record UsbClock(String source, List<String> made) {
    /** Copies the list. */
    public UsbClock {
      made = List.copyOf(made);
    }
  }

  /** What the template sees of a port. */
  public record Declaration(String text) {}

  /**
   * The files by path in the build directory: {@code board/hdl/*.v} with the top {@code
   * <design>_board.v}, {@code board/files.f} with all Verilog from {@code board/} on, the
   * constraint file, {@code board/board.json} for tools, and what the drivers know of the link.
   *
   * @param design a design with one input and one output
   * @param sources the design's own files
   * @param board what it is built for
   * @param clockMhz the fastest that the design may be clocked with; the board's nearest clock that
   *     is not above it is in {@code board.json}
   * @param input what the codes of its input mean
   * @param output what the codes of its output mean
   * @return for a board without {@code io} only what the drivers know
   * @throws DiagnosticException if the board cannot make such a clock, or its link not with it
   */
  public static Map<String, String> of(
      Design design,
      DesignFiles sources,
      Board board,
      double clockMhz,
      InputEncoding input,
      OutputEncoding output) {
    BoardIo io = board.io();
    if (io == null) {
      return LinkFiles.of(design, input, output, null);
    }
    ClockPlan clock = Clocks.plan(board, clockMhz);
    LinkPlan link = LinkPlan.of(io.link(), clock.mhz());
    PacketSizes sizes = PacketSizes.of(board);
    HostStream in = HostStream.of(HostStream.only(design.inputs()), WORD_BITS);
    HostStream out = HostStream.of(HostStream.only(design.outputs()), WORD_BITS);
    byte[] identity = Identification.of(sources.hash(), clock.mhz(), sizes, in, out, input, output);

    FlashImage flash = FlashImage.of(design, sources.hash(), board);
    List<LinkPlan.Port> ports = ports(io, link, flash);
    Map<String, Object> values = new TreeMap<>();
    values.put("design", design.name());
    values.put("board", board.title());
    values.put("oscillatorMhz", number(io.clock().mhz()));
    clock(values, clock, link);
    link(values, io, link, ports);
    if (link.kind() == BoardIo.Kind.USB) {
      UsbDescriptors usb = UsbDescriptors.of(design.name(), sources.hash());
      values.put("linkParameters", parameters(usb.parameters()));
    }
    stream(values, "input", in);
    stream(values, "output", out);
    values.put("maxPayload", sizes.maxPayload());
    values.put("window", sizes.window());
    values.put("inputBytes", sizes.inputBytes());
    values.put("outputBytes", sizes.outputBytes());
    values.put("flashes", flash == null ? List.of() : List.of(flash));
    values.put(
        "constants", flash == null ? List.of("shell_rst = board_rst", "unable = 1'b0") : List.of());
    values.put("identityBytes", identity.length);
    values.put("identity", Identification.verilog(identity));

    Map<String, String> hdl = new TreeMap<>();
    for (String module : List.of(clock.module(), "nn2fpga_reset", "nn2fpga_packet_engine")) {
      hdl.putAll(verilog(module, BoardFiles.class));
    }
    hdl.putAll(verilog(link.module(), BoardFiles.class));
    HostStream.MODULES.forEach(module -> hdl.putAll(verilog(module, HostStream.class)));
    List<String> list = new ArrayList<>();
    Map<String, String> files = new TreeMap<>();
    if (flash != null) {
      hdl.putAll(verilog("nn2fpga_flash_loader", BoardFiles.class));
      // Before the design's modules, which then have a port for it.
      hdl.put("nn2fpga_load.v", "// Memories are filled through a port.\n`define NN2FPGA_LOAD\n");
    }
    hdl.forEach((name, text) -> list.add(put(files, name, text)));
    // Only the modules before it tell the design's top a time scale.
    sources.files().getOrDefault("rtl/files.f", "").lines().forEach(f -> list.add("../rtl/" + f));
    String top = Template.load(BoardFiles.class, "board.v.vm").render(values);
    list.add(put(files, top(design.name()) + ".v", top));
    files.put("board/files.f", String.join("\n", list) + "\n");
    PinFile pins = PinFile.of(board, io, ports);
    files.put("board/" + pins.name(), pins.text());
    files.put(
        "board/board.json", json(design, board, io, clock, link, sizes, pins, identity, flash));
    files.putAll(LinkFiles.of(design, input, output, serial(io, link)));
    return files;
  }

  /**
   * The way to the host of a design at a clock.
   *
   * @param clockMhz as {@link #of} takes it, or as it made it
   * @return null for a board without {@code io}
   * @throws DiagnosticException if the board cannot make such a clock, or its link not with it
   */
  public static @Nullable SerialLink link(Board board, double clockMhz) {
    BoardIo io = board.io();
    return io == null
        ? null
        : serial(io, LinkPlan.of(io.link(), Clocks.plan(board, clockMhz).mhz()));
  }

  private static SerialLink serial(BoardIo io, LinkPlan link) {
    return new SerialLink(link.kind().word(), link.rate(), io.link().ftdi());
  }

  /** Adds a file to {@code board/hdl/}; what the file list calls it. */
  private static String put(Map<String, String> files, String name, String text) {
    files.put("board/hdl/" + name, text);
    return "hdl/" + name;
  }

  /**
   * Name of the board's top module.
   *
   * @param design the design's name
   */
  public static String top(String design) {
    return design + "_board";
  }

  private static void clock(Map<String, Object> values, ClockPlan clock, LinkPlan link) {
    boolean usb = link.kind() == BoardIo.Kind.USB;
    UsbClock source =
        clock.makesUsb()
            ? new UsbClock("made_usb_clk", List.of("made_usb_clk"))
            : new UsbClock("clk", List.of());
    values.put("usbClocks", usb ? List.of(source) : List.of());
    values.put("usbClockWords", usb ? ", clk_usb that of USB" : "");
    values.put("mhz", number(clock.mhz()));
    values.put("clockModule", clock.module());
    values.put("clockParameters", parameters(clock.parameters()));
  }

  private static void link(
      Map<String, Object> values, BoardIo io, LinkPlan link, List<LinkPlan.Port> pins) {
    BoardIo.Reset reset = io.reset();
    List<Declaration> ports = new ArrayList<>();
    pins.forEach(p -> ports.add(new Declaration(p.direction().word() + " wire " + p.name())));
    values.put("ports", ports);
    values.put("button", reset == null ? "1'b0" : reset.activeLow() ? "!rst" : "rst");
    values.put(
        "link",
        switch (link.kind()) {
          case UART -> "UART, " + link.rate() + " baud, 8 data bits, no parity, 1 stop bit.";
          case SPI -> "SPI, mode 0, the host is master, SCK at most " + link.rate() + " Hz.";
          case USB -> "USB, full speed, a serial port (CDC ACM) to its host.";
        });
    values.put("linkModule", link.module());
    values.put("linkParameters", parameters(link.parameters()));
    List<String> linkPins =
        new ArrayList<>(link.ports().stream().map(LinkPlan.Port::name).toList());
    if (link.kind() == BoardIo.Kind.USB) {
      linkPins.add(0, "usb_clk");
    }
    values.put("linkPins", linkPins);
  }

  /** All ports besides the clock. */
  private static List<LinkPlan.Port> ports(BoardIo io, LinkPlan link, @Nullable FlashImage flash) {
    List<LinkPlan.Port> ports = new ArrayList<>();
    BoardIo.Reset reset = io.reset();
    if (reset != null) {
      ports.add(new LinkPlan.Port("rst", true, reset.pin(), false));
    }
    ports.addAll(link.ports());
    if (flash != null) {
      ports.addAll(flash.ports());
    }
    return ports;
  }

  private static void stream(Map<String, Object> values, String side, HostStream stream) {
    values.put(side + "Port", stream.port());
    values.put(side + "Words", stream.words());
    values.put(side + "BeatBits", stream.beatBits());
    values.put(side + "Beats", stream.type().beatsPerFrame());
  }

  private static String parameters(Map<String, String> parameters) {
    List<String> lines = new ArrayList<>();
    parameters.forEach((name, value) -> lines.add("      ." + name + "(" + value + ")"));
    return lines.isEmpty() ? "" : "#(\n" + String.join(",\n", lines) + "\n  ) ";
  }

  private static Map<String, String> verilog(String module, Class<?> owner) {
    ModuleInstance instance = new ModuleInstance(module, owner, Map.of(), List.of());
    Map<String, String> found = Sources.of(instance);
    if (!found.containsKey(HardwareSources.fileName(instance))) {
      throw new IllegalStateException("no source of " + module);
    }
    return found;
  }

  private static String json(
      Design design,
      Board board,
      BoardIo io,
      ClockPlan clock,
      LinkPlan link,
      PacketSizes sizes,
      PinFile pins,
      byte[] identity,
      @Nullable FlashImage flash) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("board", board.name());
    record.put("top", top(design.name()));
    record.put("sources", "files.f");
    record.put("constraints", pins.name());
    record.put("oscillatorMhz", io.clock().mhz());
    record.put("clockMhz", clock.mhz());
    Map<String, Object> linkRecord = new LinkedHashMap<>();
    linkRecord.put("kind", link.kind().word());
    linkRecord.put("rate", link.rate());
    if (link.kind() == BoardIo.Kind.USB && !clock.module().equals(ClockPlan.DIRECT)) {
      linkRecord.put("clockMhz", Clocks.USB_MHZ);
    }
    linkRecord.put("ports", link.ports().stream().map(LinkPlan.Port::name).toList());
    record.put("link", linkRecord);
    BoardIo.Reset reset = io.reset();
    record.put("reset", reset == null ? "none" : reset.activeLow() ? "active-low" : "active-high");
    if (flash != null) {
      Map<String, Object> image = new LinkedHashMap<>();
      image.put("file", FlashImage.FILE);
      image.put("offset", flash.offset());
      image.put("bytes", flash.bytes().length);
      record.put("flash", image);
    }
    record.put("maxPayload", sizes.maxPayload());
    record.put("window", sizes.window());
    record.put("identity", HexFormat.of().formatHex(identity));
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String number(double mhz) {
    return mhz == Math.rint(mhz)
        ? String.valueOf((long) mhz)
        : String.format(Locale.ROOT, "%.3f", mhz);
  }
}
