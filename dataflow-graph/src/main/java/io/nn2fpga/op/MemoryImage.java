package io.nn2fpga.op;

import java.math.BigInteger;

/**
 * Contents of a constant memory, word by word, lane by lane.
 *
 * @param parameter the module's parameter that takes the file's name, for example WEIGHT_FILE
 * @param laneBits bits of one lane
 * @param words {@code [address][lane]}, lane 0 in the low bits; values in two's complement
 * @param loaded whether the bitstream cannot hold it: it is filled after configuration
 */
@SuppressWarnings("ArrayRecordComponent") // large, written once
public record MemoryImage(String parameter, int laneBits, long[][] words, boolean loaded) {
  /** A memory that the bitstream fills. */
  public MemoryImage(String parameter, int laneBits, long[][] words) {
    this(parameter, laneBits, words, false);
  }

  /** Bits of one word. */
  public int wordBits() {
    return words.length == 0 ? laneBits : words[0].length * laneBits;
  }

  /** The {@code $readmemh} text: one word a line, hexadecimal, all digits written. */
  public String toHex() {
    int digits = (wordBits() + 3) / 4;
    StringBuilder text = new StringBuilder();
    BigInteger mask = BigInteger.ONE.shiftLeft(laneBits).subtract(BigInteger.ONE);
    for (long[] word : words) {
      BigInteger bits = BigInteger.ZERO;
      for (int lane = word.length - 1; lane >= 0; lane--) {
        bits = bits.shiftLeft(laneBits).or(BigInteger.valueOf(word[lane]).and(mask));
      }
      String hex = bits.toString(16);
      text.append("0".repeat(digits - hex.length())).append(hex).append('\n');
    }
    return text.toString();
  }
}
