package io.nn2fpga.gate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** Packets of the serial protocol, docs/protocol.md, as a host makes and reads them. */
final class SerialPackets {
  static final int IDENTIFY = 0x01;
  static final int OPEN = 0x02;
  static final int DATA = 0x03;
  static final int ACKNOWLEDGE = 0x04;
  static final int IDENTITY = 0x81;
  static final int OPENED = 0x82;
  static final int ACCEPTED = 0x83;
  static final int RESULT = 0x84;

  private static final int FLAG = 0x7e;
  private static final int ESCAPE = 0x7d;
  private static final int FLIP = 0x20;
  private static final int HEADER = 6;
  private static final int CRC = 4;

  private SerialPackets() {}

  /**
   * A packet from the board.
   *
   * @param type of it
   * @param sequence modulo 256
   * @param payload its bytes, hexadecimal
   */
  record Packet(int type, int sequence, String payload) {}

  /** A packet on the link, hexadecimal, with both flags; {@code payload} hexadecimal. */
  static String framed(int type, int sequence, int session, String payload) {
    byte[] data = HexFormat.of().parseHex(payload);
    byte[] bytes = new byte[HEADER + data.length];
    bytes[0] = (byte) type;
    bytes[1] = (byte) sequence;
    bytes[2] = (byte) session;
    bytes[3] = (byte) (session >> 8);
    bytes[4] = (byte) data.length;
    bytes[5] = (byte) (data.length >> 8);
    System.arraycopy(data, 0, bytes, HEADER, data.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FLAG);
    for (byte b : bytes) {
      stuffed(out, b & 0xff);
    }
    long crc = crc(bytes, bytes.length);
    for (int i = 0; i < CRC; i++) {
      stuffed(out, (int) (crc >> (8 * i)) & 0xff);
    }
    out.write(FLAG);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private static void stuffed(ByteArrayOutputStream out, int b) {
    if (b == FLAG || b == ESCAPE) {
      out.write(ESCAPE);
      out.write(b ^ FLIP);
    } else {
      out.write(b);
    }
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /**
   * The packets in received bytes; one that is damaged has type 0.
   *
   * @param bytes values from 0 to 255
   */
  static List<Packet> parse(List<Integer> bytes) {
    List<Packet> packets = new ArrayList<>();
    ByteArrayOutputStream current = new ByteArrayOutputStream();
    boolean escaped = false;
    for (int b : bytes) {
      if (b == FLAG) {
        if (current.size() > 0) {
          packets.add(packet(current.toByteArray()));
        }
        current.reset();
        escaped = false;
      } else if (b == ESCAPE && !escaped) {
        escaped = true;
      } else {
        current.write(escaped ? b ^ FLIP : b);
        escaped = false;
      }
    }
    if (current.size() > 0) {
      packets.add(new Packet(0, 0, ""));
    }
    return packets;
  }

  private static Packet packet(byte[] bytes) {
    int end = bytes.length - CRC;
    if (end < HEADER || ((bytes[4] & 0xff) | (bytes[5] & 0xff) << 8) != end - HEADER) {
      return new Packet(0, 0, "");
    }
    long crc = crc(bytes, end);
    for (int i = 0; i < CRC; i++) {
      if ((byte) (crc >> (8 * i)) != bytes[end + i]) {
        return new Packet(0, 0, "");
      }
    }
    return new Packet(
        bytes[0] & 0xff, bytes[1] & 0xff, HexFormat.of().formatHex(bytes, HEADER, end));
  }
}
