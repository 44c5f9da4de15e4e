package io.nn2fpga.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of an {@link Inventory} cost on the devices of one family: the first, analytic
 * model, before calibration against synthesis.
 *
 * @param name the word that boards name the family by, for example {@code ultrascale-plus}
 * @param title the vendor's name of the family
 * @param dsp the multiplier block; null on devices without one
 * @param multiplier multipliers made of LUTs
 * @param lutsPerAdderBit LUTs of one bit of a carry chain
 * @param lutsPerMuxBit LUTs of one bit of a two-to-one multiplexer, as part of a wider one
 * @param ffPerRegisterBit flip-flops of one bit of a register
 * @param memory memories made of LUTs
 * @param blockRam block RAM
 * @param spram RAM that the bitstream cannot fill; null on devices without any
 * @param synthesis how modules are synthesized, and what the cells are
 */
public record DeviceFamily(
    String name,
    String title,
    @Nullable Dsp dsp,
    LutMultiplier multiplier,
    double lutsPerAdderBit,
    double lutsPerMuxBit,
    double ffPerRegisterBit,
    LutMemory memory,
    BlockRam blockRam,
    @Nullable Spram spram,
    Synthesis synthesis) {

  /**
   * Single-port RAM that is empty after configuration.
   *
   * @param blocks on the device
   * @param depth words of a block
   * @param width bits of a word
   */
  public record Spram(int blocks, int depth, int width) {
    /** Blocks that a memory takes. */
    public long blocks(int words, int bits) {
      return (long) ceilDiv(words, depth) * ceilDiv(bits, width);
    }
  }

  /**
   * The multiplier block: one product of signed operands of at most {@code aBits} by {@code bBits}.
   *
   * @param aBits bits of the wide port
   * @param bBits bits of the narrow port
   * @param minOperandBits a product with a narrower operand is made of LUTs
   * @param minProductBits a product whose operands together have fewer bits is made of LUTs
   * @param minPartBits the last part of an operand that is cut, if it is narrower, is made of LUTs
   * @param joined wider products that several blocks make together
   */
  public record Dsp(
      int aBits,
      int bBits,
      int minOperandBits,
      int minProductBits,
      int minPartBits,
      List<Joined> joined) {
    /** Copies the list. */
    public Dsp {
      joined = List.copyOf(joined);
    }

    /** A product of at most {@code aBits} by {@code bBits}, made by so many blocks. */
    public record Joined(int aBits, int bBits, int blocks) {}

    boolean takes(int a, int b) {
      return Math.min(a, b) >= minOperandBits && a + b >= minProductBits;
    }

    /** Blocks of one product; a product wider than the ports is cut into partial products. */
    long blocks(int a, int b) {
      long least = blocks(a, b, new Joined(aBits, bBits, 1));
      for (Joined wider : joined) {
        least = Math.min(least, blocks(a, b, wider));
      }
      return least;
    }

    private long blocks(int a, int b, Joined ports) {
      long wideFirst = (long) parts(a, ports.aBits) * parts(b, ports.bBits);
      long narrowFirst = (long) parts(a, ports.bBits) * parts(b, ports.aBits);
      return ports.blocks * Math.min(wideFirst, narrowFirst);
    }

    /**
     * Parts that an operand is cut into, as Yosys' mul2dsp does: all but the last are unsigned, so
     * that they leave a signed port's sign bit unused.
     */
    private int parts(int bits, int port) {
      if (bits <= port) {
        return 1;
      }
      int full = ceilDiv(bits - port, port - 1);
      return bits - full * (port - 1) < minPartBits ? full : full + 1;
    }
  }

  /**
   * LUTs of an a-bit by b-bit product, without the adders behind it: {@code perBitProduct·a·b +
   * perBitSum·(a + b)}.
   */
  public record LutMultiplier(double perBitProduct, double perBitSum) {
    double luts(int a, int b) {
      return perBitProduct * a * b + perBitSum * (a + b);
    }
  }

  /**
   * Memories made of LUTs.
   *
   * @param romDepth words of one bit that a LUT holds as ROM
   * @param ramDepth words that one RAM primitive holds, written and read through separate ports
   * @param ramWidth bits a word of that primitive
   * @param ramLuts LUTs of that primitive
   * @param ramFfs flip-flops of that primitive: on devices whose LUTs are no RAM, one a bit
   */
  public record LutMemory(int romDepth, int ramDepth, int ramWidth, int ramLuts, int ramFfs) {
    /** LUTs of a memory, with the multiplexers that join primitives in depth. */
    double luts(Inventory.Memory m, double lutsPerMuxBit) {
      if (m.rom()) {
        long rows = ceilDiv(m.depth(), romDepth);
        return m.distinctColumns() * (rows + (rows - 1) * lutsPerMuxBit);
      }
      long rows = ceilDiv(m.depth(), ramDepth);
      return (double) rows * ceilDiv(m.width(), ramWidth) * ramLuts
          + (rows - 1) * m.width() * lutsPerMuxBit;
    }

    /** Flip-flops of a memory. */
    long ffs(Inventory.Memory m) {
      return m.rom()
          ? 0
          : (long) ceilDiv(m.depth(), ramDepth) * ceilDiv(m.width(), ramWidth) * ramFfs;
    }
  }

  /**
   * Block RAM.
   *
   * @param bram36PerBlock size of a block in units of 36 kbit, a multiple of 1/8
   * @param shapes depth and width at which a block can be used
   * @param romLutsPerBlock a ROM is made of LUTs if that takes at most so many LUTs for each block
   *     it would take
   * @param ramLutsPerBlock the same of memories that are written
   */
  public record BlockRam(
      double bram36PerBlock, List<Shape> shapes, double romLutsPerBlock, double ramLutsPerBlock) {
    /** Copies the shapes. */
    public BlockRam {
      shapes = List.copyOf(shapes);
    }

    /** Words by bits. */
    public record Shape(int depth, int width) {}

    /** Whether a memory of so many LUTs is made of them. */
    boolean leaves(Inventory.Memory m, double luts) {
      return luts <= blocks(m) * (m.rom() ? romLutsPerBlock : ramLutsPerBlock);
    }

    long blocks(Inventory.Memory m) {
      return shapes.stream()
          .mapToLong(s -> (long) ceilDiv(m.depth(), s.depth()) * ceilDiv(m.width(), s.width()))
          .min()
          .orElseThrow(() -> new IllegalStateException("block RAM without a shape"));
    }
  }

  /**
   * Synthesis by Yosys: its command, and how much of each resource one cell of a type takes.
   *
   * @param command the synthesis command, without the top module
   * @param lut by type of cell; memories and shift registers made of LUTs count as the LUTs used
   * @param ff by type of cell
   * @param dsp by type of cell
   * @param bram36 by type of cell
   * @param uram by type of cell
   * @param free types that are part of another's resource, for example carry chains
   * @param prepare Yosys commands between the choice of the top module and {@code command}; they
   *     work on modules and on a flattened design
   */
  public record Synthesis(
      String command,
      Map<String, Integer> lut,
      Map<String, Integer> ff,
      Map<String, Integer> dsp,
      Map<String, Double> bram36,
      Map<String, Integer> uram,
      List<String> free,
      List<String> prepare) {
    /** Copies the collections. */
    public Synthesis {
      lut = Map.copyOf(lut);
      ff = Map.copyOf(ff);
      dsp = Map.copyOf(dsp);
      bram36 = Map.copyOf(bram36);
      uram = Map.copyOf(uram);
      free = List.copyOf(free);
      prepare = List.copyOf(prepare);
    }

    /**
     * The lines of a Yosys script that synthesize a design whose hierarchy was read.
     *
     * @param top the top module
     */
    public List<String> script(String top) {
      List<String> lines = new ArrayList<>(prepare);
      lines.add(command + " -top " + top);
      return lines;
    }

    /** The types among these that the family does not describe, sorted. */
    public Set<String> unknown(Set<String> types) {
      Set<String> unknown = new TreeSet<>(types);
      List.of(lut, ff, dsp, bram36, uram).forEach(kind -> unknown.removeAll(kind.keySet()));
      unknown.removeAll(Set.copyOf(free));
      return unknown;
    }

    /**
     * What cells take together.
     *
     * @param counts how many of each type; all of them described
     */
    public Resources resources(Map<String, Long> counts) {
      return new Resources(
          (long) sum(counts, lut),
          (long) sum(counts, ff),
          (long) sum(counts, dsp),
          sum(counts, bram36),
          (long) sum(counts, uram));
    }

    private static double sum(Map<String, Long> counts, Map<String, ? extends Number> kind) {
      double sum = 0;
      for (Map.Entry<String, ? extends Number> cell : kind.entrySet()) {
        sum += counts.getOrDefault(cell.getKey(), 0L) * cell.getValue().doubleValue();
      }
      return sum;
    }
  }

  /** The same for boards that have nothing to fill its SPRAM from. */
  public DeviceFamily withoutSpram() {
    return new DeviceFamily(
        name,
        title,
        dsp,
        multiplier,
        lutsPerAdderBit,
        lutsPerMuxBit,
        ffPerRegisterBit,
        memory,
        blockRam,
        null,
        synthesis);
  }

  /** The resources that an inventory takes on this family, fractions of LUTs rounded up. */
  public Resources cost(Inventory inventory) {
    double luts = inventory.adderBits() * lutsPerAdderBit + inventory.muxBits() * lutsPerMuxBit;
    long dsps = 0;
    for (Inventory.Product product : inventory.products()) {
      if (dsp != null && dsp.takes(product.aBits(), product.bBits())) {
        dsps += product.count() * dsp.blocks(product.aBits(), product.bBits());
      } else {
        luts += product.count() * multiplier.luts(product.aBits(), product.bBits());
      }
    }
    double ffs = inventory.registerBits() * ffPerRegisterBit;
    long blocks = 0;
    for (Inventory.Memory m : inventory.memories()) {
      double asLuts = memory.luts(m, lutsPerMuxBit);
      if (blockRam.leaves(m, asLuts)) {
        luts += asLuts;
        ffs += memory.ffs(m);
      } else {
        blocks += blockRam.blocks(m);
      }
    }
    return new Resources(
        (long) Math.ceil(luts), (long) Math.ceil(ffs), dsps, blocks * blockRam.bram36PerBlock(), 0);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
