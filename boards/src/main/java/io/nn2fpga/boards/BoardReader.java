package io.nn2fpga.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one board's descriptor and collects all that is wrong with it. */
final class BoardReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final List<String> KEYS =
      List.of("name", "title", "part", "family", "resources", "clockMhz", "flow");
  private static final List<String> RESOURCES = List.of("lut", "ff", "dsp", "bram36", "uram");

  /** Half leaves place and route enough room to succeed. */
  private static final double UTILIZATION = 0.5;

  /** What command 03 can address. */
  private static final int FLASH_BYTES = 1 << 24;

  private final String place;
  private final String text;
  private final Diagnostics problems = new Diagnostics();

  /**
   * A reader.
   *
   * @param place names the file in diagnostics
   * @param text its contents
   */
  BoardReader(String place, String text) {
    this.place = place;
    this.text = text;
  }

  Board read() {
    Descriptor root = new Descriptor(parse(), "", place, problems);
    root.keys(KEYS, List.of("utilization", "zynq", "vitis", "io", "open"));
    String name = root.text("name");
    if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9-]*")) {
      root.problem("'name' is '" + name + "'", "small letters, digits and hyphens make a name");
    }
    String title = root.text("title");
    String part = root.text("part");
    String family = root.text("family", Boards.families());
    Board.Flow flow = oneOf(root, "flow", Board.Flow.values(), Board.Flow::word);
    double clock = root.positive("clockMhz");
    double utilization = root.has("utilization") ? root.positive("utilization") : UTILIZATION;
    if (utilization > 1) {
      root.problem("'utilization' is " + utilization, "it is a share, at most 1");
    }
    Descriptor amounts = root.object("resources").keys(RESOURCES, List.of());
    Resources resources =
        new Resources(
            (long) amounts.number("lut", true),
            (long) amounts.number("ff", true),
            (long) amounts.number("dsp", true),
            amounts.number("bram36", false),
            (long) amounts.number("uram", true));
    Zynq zynq = root.has("zynq") ? zynq(root.object("zynq")) : null;
    VitisPlatform vitis = root.has("vitis") ? vitis(root.object("vitis")) : null;
    BoardIo io = root.has("io") ? io(root.object("io")) : null;
    OpenFlow open = root.has("open") ? open(root.object("open")) : null;
    if (flow != null) {
      checkFlow(root, flow);
      if (Boards.families().contains(family) && !takes(flow, family)) {
        root.problem(
            "the flow " + flow.word() + " is not one of the family '" + family + "'",
            "'family' says what things cost on the FPGA, 'flow' which tools it has");
      }
    }
    problems.throwIfAny();
    return new Board(
        name,
        title,
        part,
        io == null || io.flash() == null
            ? Boards.family(family).withoutSpram()
            : Boards.family(family),
        resources,
        clock,
        utilization,
        Objects.requireNonNull(flow),
        zynq,
        vitis,
        io,
        open);
  }

  /** A flow has what its tools need, and nothing that they would not look at. */
  private static void checkFlow(Descriptor root, Board.Flow flow) {
    List<String> needed =
        switch (flow) {
          // Vivado alone: behind a processor, or with pins of its own.
          case VIVADO -> List.of(root.has("io") ? "io" : "zynq");
          case VITIS -> List.of("vitis");
          default -> List.of("io", "open");
        };
    for (String key : List.of("zynq", "vitis", "io", "open")) {
      if (needed.contains(key) && !root.has(key)) {
        root.problem(
            "key '" + key + "' is missing",
            "a board of the flow " + flow.word() + " has it: boards/" + example(flow) + " does");
      } else if (!needed.contains(key) && root.has(key)) {
        root.problem(
            "key '"
                + key
                + "' does not belong to the flow "
                + flow.word()
                + (flow == Board.Flow.VIVADO && key.equals("zynq") ? " beside 'io'" : ""),
            "leave it out");
      }
    }
  }

  private static String example(Board.Flow flow) {
    return switch (flow) {
      case VIVADO -> "zcu104.json";
      case VITIS -> "alveo-u250.json";
      default -> "ulx3s-85f.json";
    };
  }

  private static boolean takes(Board.Flow flow, String family) {
    boolean lattice = family.equals("ecp5") || family.startsWith("ice40-");
    return switch (flow) {
      case NEXTPNR_ECP5 -> family.equals("ecp5");
      case NEXTPNR_ICE40 -> family.startsWith("ice40-");
      case NEXTPNR_GOWIN -> family.startsWith("gowin-");
      case NEXTPNR_NEXUS -> family.equals("nexus");
      case VIVADO, VITIS -> !lattice && !family.startsWith("gowin-");
    };
  }

  private static @Nullable Zynq zynq(Descriptor node) {
    node.keys(List.of("boardPart", "processor"), List.of());
    String boardPart = node.text("boardPart");
    Zynq.Processor kind = oneOf(node, "processor", Zynq.Processor.values(), Zynq.Processor::word);
    return kind == null ? null : new Zynq(boardPart, kind);
  }

  private static VitisPlatform vitis(Descriptor node) {
    node.keys(List.of("platform", "memory", "memoryWidth"), List.of());
    String platform = node.text("platform");
    String memory = node.text("memory");
    int width = (int) node.number("memoryWidth", true);
    if (node.has("memoryWidth") && (width < 32 || width > 512 || Integer.bitCount(width) != 1)) {
      node.problem("'vitis.memoryWidth' is " + width, "it is a power of two from 32 to 512");
    }
    return new VitisPlatform(platform, memory, width);
  }

  private static @Nullable BoardIo io(Descriptor node) {
    node.keys(List.of("clock", "links"), List.of("reset", "flash", "standard", "constraints"));
    Descriptor clock = node.object("clock").keys(List.of("pin", "mhz"), List.of());
    BoardIo.Clock oscillator = new BoardIo.Clock(clock.text("pin"), clock.positive("mhz"));
    BoardIo.Reset reset = null;
    if (node.has("reset")) {
      Descriptor button = node.object("reset").keys(List.of("pin"), List.of("activeLow"));
      reset = new BoardIo.Reset(button.text("pin"), button.flag("activeLow"));
    }
    List<BoardIo.Link> links = new ArrayList<>();
    Map<String, String> taken = new TreeMap<>();
    use(clock, "pin", taken);
    if (node.has("reset")) {
      use(node.object("reset"), "pin", taken);
    }
    for (Descriptor link : node.objects("links")) {
      BoardIo.Link read = link(link, new TreeMap<>(taken));
      if (read != null) {
        links.add(read);
      }
    }
    if (links.isEmpty()) {
      node.problem("'io.links' holds no link", "the host needs one, for example a UART");
      return null;
    }
    BoardIo.Flash flash = null;
    if (node.has("flash")) {
      links.get(0).pins().forEach((role, pin) -> taken.put(pin, "io.links[0].pins." + role));
      flash = flash(node.object("flash"), taken);
    }
    return new BoardIo(
        oscillator, reset, links, flash, node.text("standard"), node.texts("constraints"));
  }

  private static BoardIo.@Nullable Flash flash(Descriptor node, Map<String, String> taken) {
    node.keys(List.of("pins", "offset"), List.of());
    double offset = node.number("offset", true);
    Descriptor roles = node.object("pins").keys(BoardIo.Flash.ROLES, List.of());
    Map<String, String> pins = new TreeMap<>();
    for (String role : BoardIo.Flash.ROLES) {
      pins.put(role, roles.text(role));
      use(roles, role, taken);
    }
    if (offset >= FLASH_BYTES) {
      node.problem(
          "'io.flash.offset' is " + (long) offset, "the flash is read with 24 address bits");
      return null;
    }
    return new BoardIo.Flash(pins, (int) offset);
  }

  /** Reports a pin that has a role already. Two links may share pins: a design uses one link. */
  private static void use(Descriptor node, String key, Map<String, String> taken) {
    String pin = node.node().path(key).asText();
    String before = pin.isEmpty() ? null : taken.putIfAbsent(pin, node.prefix() + key);
    if (before != null) {
      node.problem(
          "'" + node.prefix() + key + "' is pin " + pin + ", and so is '" + before + "'",
          "each has a pin of its own");
    }
  }

  private static BoardIo.@Nullable Link link(Descriptor node, Map<String, String> taken) {
    BoardIo.Kind kind = oneOf(node, "kind", BoardIo.Kind.values(), BoardIo.Kind::word);
    boolean usb = kind == BoardIo.Kind.USB;
    node.keys(
        usb ? List.of("kind", "pins") : List.of("kind", "pins", "rate"),
        kind == BoardIo.Kind.SPI ? List.of("ftdi") : List.of());
    long rate = usb ? BoardIo.USB_RATE : (long) node.positive("rate", true);
    if (kind == null) {
      return null;
    }
    Descriptor roles = node.object("pins").keys(kind.roles(), List.of());
    Map<String, String> pins = new TreeMap<>();
    for (String role : kind.roles()) {
      pins.put(role, roles.text(role));
      use(roles, role, taken);
    }
    return new BoardIo.Link(kind, pins, rate, node.has("ftdi") ? ftdi(node.object("ftdi")) : null);
  }

  private static BoardIo.Ftdi ftdi(Descriptor node) {
    node.keys(List.of("chip", "channel", "chipSelect"), List.of());
    String chip = node.text("chip", BoardIo.Ftdi.CHIPS);
    return new BoardIo.Ftdi(
        chip,
        within(node, "channel", 1, BoardIo.Ftdi.CHANNELS),
        within(node, "chipSelect", BoardIo.Ftdi.FIRST_SELECT, BoardIo.Ftdi.LAST_SELECT));
  }

  private static int within(Descriptor node, String key, int low, int high) {
    int value = (int) node.number(key, true);
    if (node.has(key) && (value < low || value > high)) {
      node.problem("'" + node.prefix() + key + "' is " + value, "it is " + low + " to " + high);
    }
    return value;
  }

  private static OpenFlow open(Descriptor node) {
    node.keys(List.of("device"), List.of("pack", "loader"));
    return new OpenFlow(node.texts("device"), node.texts("pack"), node.texts("loader"));
  }

  /** The value that a key's word stands for; null, and reported, if there is none. */
  private static <T> @Nullable T oneOf(
      Descriptor node, String key, T[] values, Function<T, String> word) {
    String found = node.text(key, Arrays.stream(values).map(word).toList());
    return Arrays.stream(values).filter(v -> word.apply(v).equals(found)).findFirst().orElse(null);
  }

  private JsonNode parse() {
    try {
      JsonNode root = MAPPER.readTree(text);
      if (root.isObject()) {
        return root;
      }
      throw malformed("a board's description is a JSON object", place);
    } catch (JsonProcessingException e) {
      String at = place + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw malformed(
          "not a JSON file: " + e.getOriginalMessage().lines().findFirst().orElse(""), at);
    }
  }

  private static DiagnosticException malformed(String message, String at) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, at, "docs/boards.md describes the format"));
  }
}
