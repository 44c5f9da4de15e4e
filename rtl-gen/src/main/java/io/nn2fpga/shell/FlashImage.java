package io.nn2fpga.shell;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.LoadedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a design's SPRAM is filled with, as it lies in the configuration flash; {@code
 * nn2fpga_flash_loader} reads it.
 *
 * <p>Bytes: {@code nn2w}; bytes of all words (4); the first 8 bytes of the design's hash; the
 * 16-bit words of each block, one block after the other; the CRC-32 of all before it. Numbers low
 * byte first.
 */
public final class FlashImage {
  /** The file in the build directory. */
  public static final String FILE = "bitstream/weights.bin";

  private static final byte[] MAGIC = "nn2w".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 16;
  private static final int HASH = 8;
  private static final int ADDRESS_BITS = 14;

  private final BoardIo.Flash flash;
  private final List<int[]> blocks;
  private final byte[] bytes;

  private FlashImage(BoardIo.Flash flash, List<int[]> blocks, String hash) {
    this.flash = flash;
    this.blocks = blocks;
    int length = 2 * blocks.stream().mapToInt(block -> block.length).sum();
    ByteBuffer image = ByteBuffer.allocate(HEADER + length + 4).order(ByteOrder.LITTLE_ENDIAN);
    image.put(MAGIC).putInt(length).put(HexFormat.of().parseHex(hash), 0, HASH);
    for (int[] block : blocks) {
      for (int word : block) {
        image.putShort((short) word);
      }
    }
    CRC32 crc = new CRC32();
    crc.update(image.array(), 0, image.position());
    image.putInt((int) crc.getValue());
    this.bytes = image.array();
  }

  /**
   * The image of a design.
   *
   * @param hash SHA-256 of the design, hexadecimal
   * @return null if the bitstream fills all of the design's memories
   * @throws IllegalStateException if the board has no flash for those that it does not fill
   */
  public static @Nullable FlashImage of(Design design, String hash, Board board) {
    List<int[]> blocks = new ArrayList<>();
    for (LoadedMemory memory : LoadedMemory.of(design)) {
      for (int block = 0; block < memory.blocks(); block++) {
        blocks.add(memory.words(block));
      }
    }
    if (blocks.isEmpty()) {
      return null;
    }
    BoardIo io = board.io();
    BoardIo.Flash flash = io == null ? null : io.flash();
    if (flash == null) {
      throw new IllegalStateException("nothing fills the SPRAM of " + board.name());
    }
    return new FlashImage(flash, blocks, hash);
  }

  /** The image, byte by byte. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Where it begins in the flash. */
  public int offset() {
    return flash.offset();
  }

  /** Blocks that are filled. */
  public int blocks() {
    return blocks.size();
  }

  /** Address of each block's last word as a Verilog number, block 0 in the low bits. */
  public String lastWords() {
    long packed = 0;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      packed = packed << ADDRESS_BITS | blocks.get(i).length - 1;
    }
    return "56'd" + packed;
  }

  /** What the image begins with, as a Verilog number. */
  public String header() {
    return Identification.verilog(Arrays.copyOf(bytes, HEADER));
  }

  /** Ports of the board top to the flash. */
  List<LinkPlan.Port> ports() {
    return BoardIo.Flash.ROLES.stream()
        .map(
            role ->
                new LinkPlan.Port(
                    "flash_" + role,
                    role.equals("miso"),
                    Objects.requireNonNull(flash.pins().get(role)),
                    role.equals("miso")))
        .toList();
  }
}
