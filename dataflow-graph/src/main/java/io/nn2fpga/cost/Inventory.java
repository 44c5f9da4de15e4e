package io.nn2fpga.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * What a module is made of, in technology-neutral terms; what it costs is data of a device family.
 *
 * @param products multipliers, by operand widths
 * @param adderBits bits of carry chains
 * @param registerBits flip-flops
 * @param memories RAMs and ROMs, by geometry
 * @param muxBits bits of two-to-one multiplexers
 */
public record Inventory(
    List<Product> products,
    long adderBits,
    long registerBits,
    List<Memory> memories,
    long muxBits) {

  /** Nothing. */
  public static final Inventory EMPTY = new Inventory(List.of(), 0, 0, List.of(), 0);

  /** Copies the lists. */
  public Inventory {
    products = List.copyOf(products);
    memories = List.copyOf(memories);
  }

  /** Multipliers of a-bit by b-bit operands. */
  public record Product(int aBits, int bBits, long count) {}

  /**
   * A memory.
   *
   * @param depth words
   * @param width bits a word
   * @param rom whether the contents are constant
   */
  public record Memory(int depth, int width, boolean rom) {
    /** All bits. */
    public long bits() {
      return (long) depth * width;
    }

    /**
     * Columns of a ROM that can differ: columns of equal contents are one, and so are the registers
     * behind them. There are at most 2^depth, one of them all zeros and one all ones.
     */
    public long distinctColumns() {
      return depth < Integer.SIZE - 1 ? Math.min(width, 1L << depth) : width;
    }
  }

  /** Both together. */
  public Inventory plus(Inventory other) {
    List<Product> allProducts = new ArrayList<>(products);
    allProducts.addAll(other.products);
    List<Memory> allMemories = new ArrayList<>(memories);
    allMemories.addAll(other.memories);
    return new Inventory(
        allProducts,
        adderBits + other.adderBits,
        registerBits + other.registerBits,
        allMemories,
        muxBits + other.muxBits);
  }
}
