package io.nn2fpga.ops.mvu;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.op.Actor;
import java.util.ArrayList;
import java.util.List;

/** What {@code nn2fpga_mvu} is made of in the form for synthesis, register by register. */
final class MvuInventory {
  private MvuInventory() {}

  static Inventory of(
      MvuKernel mvu, Actor actor, int inputFolds, int outputFolds, int sumBits, int sumStages) {
    int pe = mvu.pe();
    int simd = mvu.simd();
    int inBits = actor.input().element().bits();
    int weightBits = mvu.weight().bits();
    int accBits = mvu.accumulator().bits();
    long inputBits = (long) simd * inBits;
    long products = (long) pe * simd;
    int depth = inputFolds * outputFolds;
    boolean serial = actor.output().lanes() < pe;

    Tree tree = Tree.of(simd, inBits + weightBits, sumBits, sumStages);
    long adders = pe * tree.adderBits();
    // The tree, the accumulators, the results that leave.
    long registers = inputBits + pe * tree.registerBits() + 2L * pe * accBits;
    registers += FLAGS * (sumStages + 2L);
    long muxes = 0;
    List<Inventory.Memory> memories = new ArrayList<>();
    if (depth > 1) {
      // A single word is a constant: it takes neither memory nor register.
      Inventory.Memory rom =
          new Inventory.Memory(depth, Math.toIntExact(products * weightBits), true);
      memories.add(rom);
      registers += rom.distinctColumns() + counterBits(depth) + counterBits(inputFolds);
      adders += counterBits(depth) + counterBits(inputFolds);
    }
    if (inputFolds > 1) {
      adders += (long) pe * accBits;
    }
    if (serial) {
      muxes += (long) pe * accBits;
    }
    if (outputFolds > 1) {
      int capacity = 2 * inputFolds;
      memories.add(new Inventory.Memory(capacity, Math.toIntExact(inputBits + 1), false));
      long counters = 2L * counterBits(capacity) + 2L * counterBits(capacity + 1);
      registers += inputBits + 1 + counters + counterBits(outputFolds) + 1;
      adders += counters;
    }
    return new Inventory(
        List.of(new Inventory.Product(weightBits, inBits, products)),
        adders,
        registers,
        memories,
        muxes);
  }

  /** Valid, fold done, vector done, frame done. */
  private static final int FLAGS = 4;

  private static int counterBits(int values) {
    return values == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
  }

  /**
   * The tree of {@code nn2fpga_mvu_row}: a stage of products, then stages of sums of four.
   *
   * @param adderBits bits of its adders of two operands
   * @param registerBits bits of its registers
   */
  private record Tree(long adderBits, long registerBits) {
    static Tree of(int simd, int productBits, int sumBits, int stages) {
      long adders = 0;
      long registers = (long) simd * Math.min(productBits, sumBits);
      int below = simd;
      for (int stage = 1; stage < stages; stage++) {
        int nodes = (below + 3) / 4;
        int bits = Math.min(productBits + Math.min(2 * stage, counterBits(simd)), sumBits);
        adders += (long) (below - nodes) * bits;
        registers += (long) nodes * bits;
        below = nodes;
      }
      return new Tree(adders, registers);
    }
  }
}
