package io.nn2fpga.sim;

import java.util.HexFormat;

/**
 * Packets of a full-speed USB as they are on the line, hexadecimal, from the PID to the CRC;
 * Universal Serial Bus Specification 2.0, 8.3 and 8.4. Its CRCs are division of polynomials,
 * written for tests alone.
 */
final class UsbPacket {
  static final String ACK = "d2";
  static final String NAK = "5a";
  static final String STALL = "1e";
  static final String NOTHING = "-";
  static final int OUT = 0xe1;
  static final int IN = 0x69;
  static final int SOF = 0xa5;
  static final int SETUP = 0x2d;
  static final int DATA0 = 0xc3;
  static final int DATA1 = 0x4b;

  private UsbPacket() {}

  /** A token to an endpoint. */
  static String token(int pid, int address, int endpoint) {
    return token(pid, address | endpoint << 7);
  }

  /** A token with 11 bits, as a frame number. */
  static String token(int pid, int value) {
    long bits = 0;
    for (int i = 0; i < 11; i++) {
      bits = bits << 1 | (value >> i & 1);
    }
    int sum = remainder(bits, 11, 0b100101, 5);
    int all = value;
    for (int i = 0; i < 5; i++) {
      all |= (sum >> (4 - i) & 1) << (11 + i);
    }
    return HexFormat.of().formatHex(new byte[] {(byte) pid, (byte) all, (byte) (all >> 8)});
  }

  /** A data packet of a payload, hexadecimal. */
  static String data(int pid, String payload) {
    return HexFormat.of().toHexDigits((byte) pid) + payload + crc16(payload);
  }

  private static String crc16(String payload) {
    int sum = 0xffff;
    for (byte b : HexFormat.of().parseHex(payload)) {
      for (int i = 0; i < 8; i++) {
        int top = sum >> 15 ^ (b >> i & 1);
        sum = (sum << 1 & 0xffff) ^ (top == 1 ? 0x8005 : 0);
      }
    }
    int sent = Integer.reverse(~sum & 0xffff) >>> 16;
    return HexFormat.of().formatHex(new byte[] {(byte) sent, (byte) (sent >> 8)});
  }

  /** Of all bits 1 at first: the first ones are inverted before they are divided. */
  private static int remainder(long bits, int count, int polynomial, int width) {
    long rest = (bits << width) ^ (((1L << width) - 1) << count);
    for (int i = count + width - 1; i >= width; i--) {
      if ((rest >> i & 1) == 1) {
        rest ^= (long) polynomial << (i - width);
      }
    }
    return (int) rest ^ ((1 << width) - 1);
  }
}
