import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/** What stands between two flags on the line, without its check sum: docs/protocol.md of nn2fpga. */
record Packet(int type, int sequence, int session, byte[] payload) {
  static final int IDENTIFY = 0x01;
  static final int OPEN = 0x02;
  static final int DATA = 0x03;
  static final int ACKNOWLEDGE = 0x04;
  static final int IDENTITY = 0x81;
  static final int OPENED = 0x82;
  static final int ACCEPTED = 0x83;
  static final int RESULT = 0x84;
  static final int REFUSED = 0x85;

  static final int REASON_SESSION = 1;
  static final int REASON_ROOM = 3;
  static final int REASON_WEIGHTS = 5;

  private static final int STATUS = 6;
  private static final int FLAG = 0x7e;
  private static final int ESCAPE = 0x7d;
  private static final int HEADER = 6;
  private static final int CRC = 4;
  private static final int LONGEST = HEADER + 65535 + CRC;

  /** The bytes on the line, flags included. */
  byte[] encode() {
    byte[] body = new byte[HEADER + payload.length + CRC];
    body[0] = (byte) type;
    body[1] = (byte) sequence;
    put(body, 2, session, 2);
    put(body, 4, payload.length, 2);
    System.arraycopy(payload, 0, body, HEADER, payload.length);
    put(body, HEADER + payload.length, crc(body, HEADER + payload.length), CRC);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FLAG);
    for (byte b : body) {
      if (b == FLAG || b == ESCAPE) {
        out.write(ESCAPE);
        out.write(b ^ 0x20);
      } else {
        out.write(b);
      }
    }
    out.write(FLAG);
    return out.toByteArray();
  }

  /** Whether OPENED, ACCEPTED or REFUSED tells the board's status. */
  boolean hasStatus() {
    return type != RESULT && type != IDENTITY && payload.length >= STATUS;
  }

  /** Why it was REFUSED; 0 of other packets. */
  int reason() {
    return type == REFUSED && hasStatus() ? payload[0] : 0;
  }

  /** DATA packets that fit into the board's buffer now. */
  int room() {
    return payload[1] & 0xff;
  }

  /** Packets that the board dropped since power-up, stopping at 65535. */
  int dropped() {
    return (int) number(payload, 2, 2);
  }

  /** A number of the payload, low byte first. */
  static long number(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[at + i] & 0xffL) << 8 * i;
    }
    return value;
  }

  private static void put(byte[] bytes, int at, long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }

  private static long crc(byte[] bytes, int size) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, size);
    return crc.getValue();
  }

  /** Finds packets in the bytes of a line. */
  static final class Reader {
    private byte[] frame = new byte[256];
    private int size;
    private boolean synchronised;
    private boolean escaped;
    private boolean broken;
    private long damaged;

    /** Packets dropped for a wrong check sum, length or framing. */
    long damaged() {
      return damaged;
    }

    /**
     * The packet that this byte completes, or null.
     *
     * @param opening whether what the board was sending may break off, by 7D 7E
     */
    Packet feed(byte b, boolean opening) {
      if (b == FLAG) {
        boolean something = synchronised && (size > 0 || broken) && !(escaped && opening);
        Packet packet = something && !broken && !escaped ? decode() : null;
        if (something && packet == null) {
          damaged++;
        }
        size = 0;
        broken = false;
        escaped = false;
        // Nobody knows where what came before the first flag began.
        synchronised = true;
        return packet;
      }
      if (b == ESCAPE && !escaped) {
        escaped = true;
        return null;
      }
      byte value = b;
      if (escaped) {
        value ^= 0x20;
        broken |= value != FLAG && value != ESCAPE;
        escaped = false;
      }
      if (size == LONGEST) {
        broken = true;
        return null;
      }
      if (size == frame.length) {
        frame = Arrays.copyOf(frame, Math.min(2 * size, LONGEST));
      }
      frame[size++] = value;
      return null;
    }

    private Packet decode() {
      if (size < HEADER + CRC
          || number(frame, 4, 2) != size - HEADER - CRC
          || crc(frame, size - CRC) != number(frame, size - CRC, CRC)) {
        return null;
      }
      return new Packet(
          frame[0] & 0xff,
          frame[1] & 0xff,
          (int) number(frame, 2, 2),
          Arrays.copyOfRange(frame, HEADER, size - CRC));
    }
  }
}
