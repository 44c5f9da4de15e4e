package io.nn2fpga.rtl;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns names of a model into identifiers that Verilog, C++ and Python all accept.
 *
 * <p>The same names in the same order give the same identifiers, and different names give different
 * ones, also on file systems that ignore case.
 */
public final class Identifiers {
  /** Keywords of the three languages that a layer might be called; a suffix keeps them apart. */
  private static final Set<String> RESERVED =
      Set.of(
          ("alignas alignof always and and_eq as asm assert assign async auto await begin bitand"
                  + " bitor bool break buf bufif0 bufif1 byte case casex casez cell char chandle"
                  + " checker class clocking cmos compl concept config const constexpr continue"
                  + " cover cross deassign decltype def default defparam del delete design disable"
                  + " dist do double edge elif else end endcase endfunction endmodule endtask enum"
                  + " event except explicit export extends extern false final finally first_match"
                  + " float for force forever fork friend from function generate genvar global goto"
                  + " highz0 highz1 hls if iff ifnone import in include initial inline inout input"
                  + " inside instance int integer interface is join lambda large liblist library"
                  + " local localparam logic long macromodule main matches medium modport module"
                  + " mutable namespace nand negedge new nmos noexcept none nonlocal nor not"
                  + " notif0 notif1 null nullptr operator or output package packed parameter pass"
                  + " pmos posedge primitive priority private program property protected public"
                  + " pull0 pull1 pulldown pullup pure raise rand rcmos real realtime ref reg"
                  + " register release repeat requires restrict return rnmos rpmos rtran scalared"
                  + " self sequence short signed sizeof small specify specparam static std strength"
                  + " string strong0 strong1 struct super supply0 supply1 switch table tagged task"
                  + " template this throughout throw time timescale timeunit tran tri tri0 tri1"
                  + " triand trior trireg true try type typedef typeid typename union unique"
                  + " unsigned use using var vectored virtual void volatile wait wand weak0 weak1"
                  + " while wildcard wire with within wor xnor xor yield clk rst")
              .split(" "));

  /** Prefixes that generated code uses itself. */
  private static final Pattern OWN_PREFIX = Pattern.compile("(u_|nn2fpga|[sm]\\d*_axis).*");

  /** Tools and file systems take names of some 200 characters, and people far shorter ones. */
  private static final int MOST_CHARACTERS = 64;

  private final Set<String> taken = new HashSet<>();

  /** The identifier for {@code name}; each call gives another one. */
  public String unique(String name) {
    String base = identifier(name);
    String candidate = base;
    for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      candidate = base + "_" + i;
    }
    return candidate;
  }

  /**
   * {@code name} with other characters than letters, digits and underscores replaced, and the
   * middle of a long one left out: converters join the names of all that they fused; never a
   * keyword.
   */
  public static String identifier(String name) {
    String text = name.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("_{2,}", "_");
    text = text.replaceAll("^_|_$", "");
    if (text.length() > MOST_CHARACTERS) {
      int half = MOST_CHARACTERS / 2 - 1;
      text = text.substring(0, half) + "_" + text.substring(text.length() - half);
      text = text.replaceAll("_{2,}", "_");
    }
    if (text.isEmpty() || Character.isDigit(text.charAt(0)) || OWN_PREFIX.matcher(text).matches()) {
      text = "n_" + text;
    }
    return RESERVED.contains(text.toLowerCase(Locale.ROOT)) ? text + "_" : text;
  }
}
