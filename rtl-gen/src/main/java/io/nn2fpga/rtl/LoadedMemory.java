package io.nn2fpga.rtl;

import io.nn2fpga.op.MemoryImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A memory that is filled after configuration, and the blocks of SPRAM that it is in: {@code
 * nn2fpga_spram} says how.
 *
 * @param instance the actor that reads it
 * @param image its contents
 * @param firstBlock number of its first block among the device's
 */
public record LoadedMemory(Design.Instance instance, MemoryImage image, int firstBlock) {
  /** Words of a block. */
  public static final int DEPTH = 16384;

  /** Bits of a block's word. */
  public static final int WIDTH = 16;

  /** All of a design, in the order of its actors; their blocks follow each other. */
  public static List<LoadedMemory> of(Design design) {
    List<LoadedMemory> memories = new ArrayList<>();
    int block = 0;
    for (Design.Instance instance : design.instances()) {
      for (MemoryImage image : instance.actor().module().memories()) {
        if (image.loaded()) {
          LoadedMemory memory = new LoadedMemory(instance, image, block);
          memories.add(memory);
          block += memory.blocks();
        }
      }
    }
    return memories;
  }

  /** Blocks that it takes: columns of 16 bits, banks of 16,384 words. */
  public int blocks() {
    return columns() * ((image.words().length + DEPTH - 1) / DEPTH);
  }

  private int columns() {
    return (image.wordBits() + WIDTH - 1) / WIDTH;
  }

  /**
   * Contents of one block, up to its last word that is used.
   *
   * @param block of this memory's, from 0
   * @return words of {@link #WIDTH} bits
   */
  public int[] words(int block) {
    int column = block % columns();
    int first = block / columns() * DEPTH;
    int[] words = new int[Math.min(DEPTH, image.words().length - first)];
    for (int i = 0; i < words.length; i++) {
      long[] lanes = image.words()[first + i];
      for (int bit = 0; bit < WIDTH; bit++) {
        int place = column * WIDTH + bit;
        if (place < image.wordBits()) {
          long lane = lanes[place / image.laneBits()];
          words[i] |= (int) (lane >> place % image.laneBits() & 1) << bit;
        }
      }
    }
    return words;
  }
}
