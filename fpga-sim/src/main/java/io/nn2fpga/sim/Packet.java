package io.nn2fpga.sim;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A packet of the serial protocol, docs/protocol.md, as a host makes and reads it.
 *
 * @param type of it
 * @param sequence modulo 256
 * @param session 16 bits
 * @param payload its bytes, hexadecimal
 */
public record Packet(int type, int sequence, int session, String payload) {
  /** Types, of which the protocol says what they mean. */
  public static final int IDENTIFY = 0x01;

  /** As above. */
  public static final int OPEN = 0x02;

  /** As above. */
  public static final int DATA = 0x03;

  /** As above. */
  public static final int ACKNOWLEDGE = 0x04;

  /** As above. */
  public static final int IDENTITY = 0x81;

  /** As above. */
  public static final int OPENED = 0x82;

  /** As above. */
  public static final int ACCEPTED = 0x83;

  /** As above. */
  public static final int RESULT = 0x84;

  /** As above. */
  public static final int REFUSED = 0x85;

  private static final int FLAG = 0x7e;
  private static final int ESCAPE = 0x7d;
  private static final int FLIP = 0x20;
  private static final int HEADER = 6;
  private static final int CRC = 4;

  /** Status: what the packet says of one of its fields. */
  int status(int byteIndex) {
    return HexFormat.fromHexDigits(payload.substring(2 * byteIndex, 2 * byteIndex + 2));
  }

  /** Why a packet was refused, of its status. */
  public int reason() {
    return status(0);
  }

  /** How many packets the board has room for, of its status. */
  public int room() {
    return status(1);
  }

  /** How many packets the board dropped, of its status. */
  public int dropped() {
    return status(2) | status(3) << 8;
  }

  /** How many packets the board refused, of its status. */
  public int refused() {
    return status(4) | status(5) << 8;
  }

  /** Its bytes on the link, hexadecimal, with both flags. */
  public String framed() {
    return frame(withCrc());
  }

  /** Its bytes without flags and stuffing. */
  public byte[] withCrc() {
    byte[] data = HexFormat.of().parseHex(payload);
    byte[] bytes = new byte[HEADER + data.length + CRC];
    bytes[0] = (byte) type;
    bytes[1] = (byte) sequence;
    bytes[2] = (byte) session;
    bytes[3] = (byte) (session >> 8);
    bytes[4] = (byte) data.length;
    bytes[5] = (byte) (data.length >> 8);
    System.arraycopy(data, 0, bytes, HEADER, data.length);
    putCrc(bytes);
    return bytes;
  }

  /** Writes the CRC of all bytes before it into the last four. */
  public static void putCrc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - CRC);
    for (int i = 0; i < CRC; i++) {
      bytes[bytes.length - CRC + i] = (byte) (crc.getValue() >> (8 * i));
    }
  }

  /** Bytes between flags, stuffed, hexadecimal. */
  public static String frame(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FLAG);
    for (byte b : bytes) {
      int value = b & 0xff;
      if (value == FLAG || value == ESCAPE) {
        out.write(ESCAPE);
        value ^= FLIP;
      }
      out.write(value);
    }
    out.write(FLAG);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  /**
   * The packets in received bytes.
   *
   * @throws IllegalArgumentException if something between two flags is neither fill nor a right
   *     packet nor one that was broken off with 7D 7E
   */
  public static List<Packet> parse(List<Integer> bytes) {
    List<Packet> packets = new ArrayList<>();
    ByteArrayOutputStream current = new ByteArrayOutputStream();
    boolean escaped = false;
    for (int b : bytes) {
      if (b == FLAG) {
        if (!escaped && Arrays.equals(current.toByteArray(), new byte[current.size()])) {
          current.reset(); // fill, or SPI behind a reset
        }
        if (!escaped && current.size() > 0) {
          packets.add(of(current.toByteArray()));
        }
        current.reset();
        escaped = false;
      } else if (b == ESCAPE && !escaped) {
        escaped = true;
      } else {
        int value = escaped ? b ^ FLIP : b;
        if (escaped && value != FLAG && value != ESCAPE) {
          throw new IllegalArgumentException(
              "escape before " + HexFormat.of().toHexDigits((byte) b));
        }
        current.write(value);
        escaped = false;
      }
    }
    if (current.size() > 0) {
      throw new IllegalArgumentException("the last packet has no end");
    }
    return packets;
  }

  private static Packet of(byte[] bytes) {
    byte[] right = bytes.clone();
    if (bytes.length < HEADER + CRC) {
      throw new IllegalArgumentException("short packet " + HexFormat.of().formatHex(bytes));
    }
    putCrc(right);
    int length = (bytes[4] & 0xff) | (bytes[5] & 0xff) << 8;
    if (!Arrays.equals(right, bytes) || length != bytes.length - HEADER - CRC) {
      throw new IllegalArgumentException("damaged packet " + HexFormat.of().formatHex(bytes));
    }
    return new Packet(
        bytes[0] & 0xff,
        bytes[1] & 0xff,
        (bytes[2] & 0xff) | (bytes[3] & 0xff) << 8,
        HexFormat.of().formatHex(bytes, HEADER, bytes.length - CRC));
  }
}
