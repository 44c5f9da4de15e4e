package io.nn2fpga.shell;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The identification block: what a board says of itself. docs/protocol.md lists its bytes. */
final class Identification {
  private static final byte[] MAGIC = "nn2f".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int BYTES = 82;
  private static final int LARGEST = 0xffff;
  private static final int SIGNED = 0x80;

  private Identification() {}

  /**
   * The bytes of a design's block.
   *
   * @param hash SHA-256 of the design, hexadecimal
   * @param mhz the accelerator's clock
   * @throws DiagnosticException UNSUPPORTED_MODEL if a frame's extent needs more than 16 bits
   */
  static byte[] of(
      String hash,
      double mhz,
      PacketSizes sizes,
      HostStream input,
      HostStream output,
      InputEncoding inputEncoding,
      OutputEncoding outputEncoding) {
    ByteBuffer block = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    block.put(MAGIC).put(VERSION).put((byte) sizes.window()).putShort((short) sizes.maxPayload());
    block.putInt(Math.toIntExact(Math.round(mhz * 1e6)));
    block.put(HexFormat.of().parseHex(hash));
    block.putInt(input.wordsPerFrame()).putInt(output.wordsPerFrame());
    frame(block, input.type());
    frame(block, output.type());
    encoding(block, inputEncoding.scales().get(0), inputEncoding.zeroPoints().get(0));
    encoding(block, outputEncoding.scales().get(0), outputEncoding.zeroPoints().get(0));
    if (block.hasRemaining()) {
      throw new IllegalStateException(block.remaining() + " bytes missing");
    }
    return block.array();
  }

  private static void frame(ByteBuffer block, StreamType type) {
    for (int extent : new int[] {type.height(), type.width(), type.channels()}) {
      if (extent > LARGEST) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNSUPPORTED_MODEL,
                "a frame of " + type.frame() + " is larger than a serial board can say",
                "give the model an input and an output of at most " + LARGEST + " an axis"));
      }
      block.putShort((short) extent);
    }
    int signed = type.element().signed() ? SIGNED : 0;
    block.put((byte) (type.element().bits() | signed));
  }

  private static void encoding(ByteBuffer block, double scale, double zeroPoint) {
    block.putFloat((float) scale).putFloat((float) zeroPoint);
  }

  /** The bytes as a Verilog number with the first byte in the low bits. */
  static String verilog(byte[] bytes) {
    StringBuilder text = new StringBuilder(8 * bytes.length + "'h");
    for (int i = bytes.length - 1; i >= 0; i--) {
      text.append(HexFormat.of().toHexDigits(bytes[i]));
    }
    return text.toString();
  }
}
