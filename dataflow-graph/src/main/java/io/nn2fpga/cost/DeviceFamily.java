package io.nn2fpga.cost;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the parts of an {@link Inventory} cost on the devices of one family: the first, analytic
 * model, before calibration against synthesis.
 *
 * @param name the word that boards name the family by, for example {@code ultrascale-plus}
 * @param title the vendor's name of the family
 * @param dsp the multiplier block
 * @param multiplier multipliers made of LUTs
 * @param lutsPerAdderBit LUTs of one bit of a carry chain
 * @param lutsPerMuxBit LUTs of one bit of a two-to-one multiplexer, as part of a wider one
 * @param ffPerRegisterBit flip-flops of one bit of a register
 * @param memory memories made of LUTs
 * @param blockRam block RAM
 * @param synthesis how modules are synthesized, and what the cells are
 */
public record DeviceFamily(
    String name,
    String title,
    Dsp dsp,
    LutMultiplier multiplier,
    double lutsPerAdderBit,
    double lutsPerMuxBit,
    double ffPerRegisterBit,
    LutMemory memory,
    BlockRam blockRam,
    Synthesis synthesis) {

  /**
   * The multiplier block: one product of signed operands of at most {@code aBits} by {@code bBits}.
   *
   * @param aBits bits of the wide port
   * @param bBits bits of the narrow port
   * @param minOperandBits a product with a narrower operand is made of LUTs
   * @param minProductBits a product whose operands together have fewer bits is made of LUTs
   */
  public record Dsp(int aBits, int bBits, int minOperandBits, int minProductBits) {
    boolean takes(int a, int b) {
      return Math.min(a, b) >= minOperandBits && a + b >= minProductBits;
    }

    /** Blocks of one product; a product wider than the ports is cut into partial products. */
    long blocks(int a, int b) {
      long wideFirst = (long) ceilDiv(a, aBits) * ceilDiv(b, bBits);
      long narrowFirst = (long) ceilDiv(a, bBits) * ceilDiv(b, aBits);
      return Math.min(wideFirst, narrowFirst);
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
   */
  public record LutMemory(int romDepth, int ramDepth, int ramWidth, int ramLuts) {
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
  }

  /**
   * Block RAM.
   *
   * @param bram36PerBlock size of a block in units of 36 kbit
   * @param shapes depth and width at which a block can be used
   * @param lutsPerBlock a memory is made of LUTs if that takes at most so many LUTs for each block
   *     it would take
   */
  public record BlockRam(double bram36PerBlock, List<Shape> shapes, double lutsPerBlock) {
    /** Copies the shapes. */
    public BlockRam {
      shapes = List.copyOf(shapes);
    }

    /** Words by bits. */
    public record Shape(int depth, int width) {}

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
   */
  public record Synthesis(
      String command,
      Map<String, Integer> lut,
      Map<String, Integer> ff,
      Map<String, Integer> dsp,
      Map<String, Double> bram36,
      Map<String, Integer> uram,
      List<String> free) {
    /** Copies the collections. */
    public Synthesis {
      lut = Map.copyOf(lut);
      ff = Map.copyOf(ff);
      dsp = Map.copyOf(dsp);
      bram36 = Map.copyOf(bram36);
      uram = Map.copyOf(uram);
      free = List.copyOf(free);
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

  /** The resources that an inventory takes on this family, fractions of LUTs rounded up. */
  public Resources cost(Inventory inventory) {
    double luts = inventory.adderBits() * lutsPerAdderBit + inventory.muxBits() * lutsPerMuxBit;
    long dsps = 0;
    for (Inventory.Product product : inventory.products()) {
      if (dsp.takes(product.aBits(), product.bBits())) {
        dsps += product.count() * dsp.blocks(product.aBits(), product.bBits());
      } else {
        luts += product.count() * multiplier.luts(product.aBits(), product.bBits());
      }
    }
    long blocks = 0;
    for (Inventory.Memory m : inventory.memories()) {
      double asLuts = memory.luts(m, lutsPerMuxBit);
      long asBlocks = blockRam.blocks(m);
      if (asLuts <= asBlocks * blockRam.lutsPerBlock()) {
        luts += asLuts;
      } else {
        blocks += asBlocks;
      }
    }
    return new Resources(
        (long) Math.ceil(luts),
        (long) Math.ceil(inventory.registerBits() * ffPerRegisterBit),
        dsps,
        blocks * blockRam.bram36PerBlock(),
        0);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
