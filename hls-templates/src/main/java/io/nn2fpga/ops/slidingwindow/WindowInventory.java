package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.Collections;
import java.util.List;

/** What the two Verilog modules are made of, counted register by register. */
final class WindowInventory {
  private final WindowGeometry geometry;
  private final int rows;
  private final int wordBits;
  private final int posBits;
  private final int rowBits;
  private final int counterBits;

  private WindowInventory(SlidingWindowKernel kernel, StreamType input) {
    geometry = kernel.geometry(input);
    rows = kernel.rows();
    wordBits = input.dataBits();
    int addressed = kernel.form() == Form.SERIAL ? rows * geometry.width() : geometry.width();
    int span = addressed + 2 * geometry.spanWidth() + geometry.strideWidth();
    posBits = bits((long) span * geometry.words()) + 1;
    rowBits =
        bits(
                geometry.height()
                    + 3L * geometry.spanHeight()
                    + 3L * geometry.strideHeight()
                    + rows
                    - 1)
            + 1;
    counterBits = geometry.words() == 1 ? 0 : bits(geometry.words());
  }

  static Inventory of(SlidingWindowKernel kernel, StreamType input) {
    WindowInventory parts = new WindowInventory(kernel, input);
    return kernel.form() == Form.SERIAL ? parts.serial() : parts.parallel();
  }

  private static int bits(long value) {
    return IntegerElement.holding(0, value).bits();
  }

  private Inventory serial() {
    // top, lead, kernel row; written, window, pos and three base addresses; two words; five flags.
    long registers = 3L * rowBits + 6L * posBits + 2L * counterBits + 5 + 2L * wordBits;
    // held, top + step, lead, row, kernel row, and five comparisons; likewise for positions.
    long adders = 10L * rowBits + 12L * posBits + counterBits;
    long muxes = wordBits + 4L * posBits + 3L * rowBits;
    if (geometry.groups() > 1) {
      // The group's last word, and where the group starts in the window.
      registers += counterBits;
      adders += posBits + 2L * counterBits;
      muxes += counterBits;
    }
    int depth = rows * geometry.rowWords();
    List<Inventory.Memory> memories = List.of(new Inventory.Memory(depth, wordBits, false));
    return new Inventory(List.of(), adders, registers, memories, muxes);
  }

  private Inventory parallel() {
    int columnBits = geometry.kernelHeight() * wordBits;
    int historyBits = (geometry.spanWidth() - 1) * columnBits;
    int slotBits = bits(rows) + 1;
    Inventory banks =
        memories(
            Collections.nCopies(rows, new Inventory.Memory(geometry.rowWords(), wordBits, false)));
    Inventory history =
        geometry.words() == 1
            ? new Inventory(List.of(), 0, historyBits, List.of(), 0)
            : memories(List.of(new Inventory.Memory(geometry.words(), historyBits, false)));
    // top, lead; written, window, pos; two words; three slots; six flags; the window's masks.
    long registers =
        2L * rowBits
            + 3L * posBits
            + 2L * counterBits
            + 3L * slotBits
            + 6
            + geometry.kernelHeight()
            + geometry.kernelWidth()
            + (long) rows * wordBits
            + (long) geometry.kernelWidth() * columnBits;
    long adders =
        (10L + 2L * geometry.kernelHeight()) * rowBits
            + (6L + 2L * geometry.kernelWidth()) * posBits
            + 3L * slotBits
            + counterBits;
    long muxes =
        (rows - 1L) * columnBits
            + (long) geometry.kernelWidth() * columnBits
            + 3L * posBits
            + 4L * rowBits;
    Inventory logic = new Inventory(List.of(), adders, registers, List.of(), muxes);
    return geometry.kernelWidth() == 1 ? logic.plus(banks) : logic.plus(banks).plus(history);
  }

  private static Inventory memories(List<Inventory.Memory> memories) {
    return new Inventory(List.of(), 0, 0, memories, 0);
  }
}
