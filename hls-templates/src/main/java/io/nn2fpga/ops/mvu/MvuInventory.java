package io.nn2fpga.ops.mvu;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.op.Actor;
import java.util.ArrayList;
import java.util.List;

/** What {@code nn2fpga_mvu} is made of, register by register. */
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

    long adders = pe * treeBits(simd, inBits + weightBits);
    long registers = inputBits + (long) pe * sumBits * sumStages + (long) pe * accBits;
    registers += FLAGS * (sumStages + 2L);
    long muxes = 0;
    List<Inventory.Memory> memories = new ArrayList<>();
    if (depth > 1) {
      // A single word is a constant: it takes neither memory nor register.
      memories.add(new Inventory.Memory(depth, Math.toIntExact(products * weightBits), true));
      registers += products * weightBits + counterBits(depth) + counterBits(inputFolds);
      adders += counterBits(depth) + counterBits(inputFolds);
    }
    if (inputFolds > 1) {
      adders += (long) pe * accBits;
    }
    // Without accumulation the totals still are a pipeline stage of their own.
    registers += (long) pe * accBits;
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

  /** Adder bits of a binary tree over {@code terms} products: each level is one bit wider. */
  private static long treeBits(int terms, int bits) {
    long total = 0;
    int width = bits;
    for (int left = terms; left > 1; left = (left + 1) / 2) {
      width++;
      total += (long) (left / 2) * width;
    }
    return total;
  }
}
