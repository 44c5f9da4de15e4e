package io.nn2fpga.ops.mvu;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.WeightMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code nn2fpga_mvu} and {@code nn2fpga_vvu} are made of in the form for synthesis, register
 * by register: {@code nn2fpga_mac_rows} and the replay buffer.
 */
public final class MvuInventory {
  private MvuInventory() {}

  /**
   * The datapath.
   *
   * @param rows sums made at a time of a pixel, each with weights of its own
   * @param pixels that are worked on at a time, with the same weights
   * @param simd products of each
   * @param weightBits of a weight
   * @param accumulatorBits of a sum
   * @param lanes sums that leave in a beat
   * @param pipeline registers between operands and multipliers
   * @param memory where the weights are
   */
  public record Unit(
      int rows,
      int pixels,
      int simd,
      int weightBits,
      int accumulatorBits,
      int lanes,
      int pipeline,
      WeightMemory memory) {
    private int sums() {
      return rows * pixels;
    }

    private long products() {
      return (long) sums() * simd;
    }

    private long wordBits() {
      return (long) rows * simd * weightBits;
    }
  }

  /**
   * A unit that uses each vector in all output folds.
   *
   * @param shape of the weights
   */
  static Inventory replaying(Unit unit, StreamType input, WeightMatrices shape) {
    int inputFolds = shape.inputFolds(unit.simd);
    int outputFolds = shape.outputFolds(unit.rows);
    Inventory inventory = unit(unit, input, inputFolds, shape.groups() * inputFolds * outputFolds);
    if (outputFolds == 1) {
      return inventory;
    }
    int inputBits = input.dataBits();
    int capacity = 2 * inputFolds;
    long counters = 2L * counterBits(capacity) + 2L * counterBits(capacity + 1);
    return inventory.plus(
        new Inventory(
            List.of(),
            counters,
            inputBits + 1 + counters + counterBits(outputFolds) + 1,
            List.of(new Inventory.Memory(capacity, inputBits + 1, false)),
            0));
  }

  /**
   * A unit that uses each beat once.
   *
   * @param inputFolds beats of a fold
   * @param folds of a pixel
   */
  public static Inventory passing(Unit unit, StreamType input, int inputFolds, int folds) {
    long counter = counterBits(folds);
    return unit(unit, input, inputFolds, inputFolds * folds)
        .plus(new Inventory(List.of(), counter, counter, List.of(), 0));
  }

  private static Inventory unit(Unit unit, StreamType input, int inputFolds, int depth) {
    int inBits = input.element().bits();
    long products = unit.products();
    int product = inBits + unit.weightBits;
    int sumBits = MvuKernel.sumBits(product, unit.simd, unit.accumulatorBits);
    int sumStages = MvuKernel.sumStages(unit.simd);
    long accumulators = (long) unit.sums() * unit.accumulatorBits;

    Tree tree = Tree.of(unit.simd, product, sumBits, sumStages);
    long adders = unit.sums() * tree.adderBits();
    // Operands, the tree, totals (without accumulation a stage of their own), results that leave.
    long registers = input.dataBits() + unit.sums() * tree.registerBits() + 2 * accumulators;
    registers += FLAGS * (sumStages + unit.pipeline + 2L);
    registers += unit.pipeline * (input.dataBits() + unit.wordBits());
    List<Inventory.Memory> memories = new ArrayList<>();
    if (depth > 1) {
      // A single word is a constant: it takes neither memory nor register.
      Inventory.Memory rom = new Inventory.Memory(depth, Math.toIntExact(unit.wordBits()), true);
      registers += counterBits(depth) + counterBits(inputFolds);
      if (unit.memory == WeightMemory.ROM) {
        memories.add(rom);
        registers += rom.distinctColumns();
      }
      adders += counterBits(depth) + counterBits(inputFolds);
    }
    if (inputFolds > 1) {
      adders += accumulators;
    }
    return new Inventory(
        List.of(new Inventory.Product(unit.weightBits, inBits, products)),
        adders,
        registers,
        memories,
        unit.lanes < unit.sums() ? accumulators : 0);
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
