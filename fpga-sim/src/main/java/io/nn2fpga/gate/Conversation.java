package io.nn2fpga.gate;

import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.BoardPins;
import io.nn2fpga.sim.Packet;
import io.nn2fpga.sim.Sample;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host says to a board to have samples computed, and what the board has to answer.
 *
 * <p>Behind the samples come packets that the board has to drop or refuse, and the first sample
 * again in another session. Samples go one after the other, each only when the last one's results
 * are there, so that the answers do not depend on how long anything takes.
 */
final class Conversation {
  private static final int BYTE = 8;
  private static final int SESSION = 0x5a01;

  /** A type that the protocol does not have. */
  private static final int UNKNOWN = 0x05;

  /** Packets that the board has to refuse. */
  private static final int REFUSALS = 2;

  /** Where the identification block has the design's hash, in hexadecimal digits. */
  private static final int HASH = 2 * 12;

  private static final int HASH_DIGITS = 64;

  /** Cycles at the end: enough for the last acknowledgement and its answer, then silence. */
  private static final int SILENCE = 20_000;

  /** Cycles that the reset behind power-up lasts at most, at a clock divided by 64. */
  private static final int POWER_UP = 10_000;

  private final List<String> script = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final String identity;
  private int bytes;
  private int data;
  private int results;
  private int acknowledged;
  private int session = SESSION;

  /**
   * A conversation.
   *
   * @param design with one input and one output
   * @param pins of the board, which has to give their identification block
   */
  Conversation(Design design, BoardPins pins, List<Sample> samples) {
    this.identity = pins.identity();
    int maxPayload = pins.maxPayload();
    HostStream in = HostStream.of(HostStream.only(design.inputs()), BYTE);
    HostStream out = HostStream.of(HostStream.only(design.outputs()), BYTE);
    script.add("idle " + POWER_UP);
    say(Packet.IDENTIFY, 0, 0, "");
    script.add("wait 1 " + Integer.toHexString(Packet.IDENTITY));
    open();
    for (Sample sample : samples) {
      sample(hexadecimal(in, sample.input()), hexadecimal(out, sample.output()), maxPayload);
    }
    refusals();
    open();
    Sample first = samples.get(0);
    sample(hexadecimal(in, first.input()), hexadecimal(out, first.output()), maxPayload);
    script.add("idle " + SILENCE);
  }

  private void open() {
    session++;
    data = 0;
    acknowledged = 0;
    say(Packet.OPEN, 0, session, "");
    script.add("wait " + (session - SESSION) + " " + Integer.toHexString(Packet.OPENED));
  }

  /** A packet that is dropped because it is damaged, and some that are refused. */
  private void refusals() {
    byte[] damaged = new Packet(Packet.DATA, data & 0xff, session, "00").withCrc();
    damaged[damaged.length - 1] ^= 1;
    script.add("send " + Packet.frame(damaged));
    String refused = " " + Integer.toHexString(Packet.REFUSED);
    say(UNKNOWN, 0, session, "");
    script.add("wait 1" + refused);
    say(Packet.DATA, data, session ^ 0x8080, "00");
    script.add("wait " + REFUSALS + refused);
  }

  private void sample(String input, String output, int maxPayload) {
    int step = 2 * maxPayload;
    for (int i = 0; i < input.length(); i += step) {
      script.add("ready " + data % 256);
      String part = input.substring(i, Math.min(input.length(), i + step));
      say(Packet.DATA, data++, session, part);
    }
    for (int i = 0; i < output.length(); i += step) {
      results++;
      script.add("wait " + results + " " + Integer.toHexString(Packet.RESULT));
      say(Packet.ACKNOWLEDGE, ++acknowledged, session, "");
      bytes += maxPayload;
    }
    expected.add(output);
  }

  private void say(int type, int sequence, int ofSession, String payload) {
    String packet = new Packet(type, sequence & 0xff, ofSession, payload).framed();
    bytes += packet.length() / 2;
    script.add("send " + packet);
  }

  /** Lines for the {@code --script} of a pin simulation. */
  String script() {
    return String.join("\n", script) + "\n";
  }

  /** About as many bytes as go over the link. */
  int bytes() {
    return bytes;
  }

  /** A frame's bytes on the link, hexadecimal. */
  private static String hexadecimal(HostStream stream, IntTensor frame) {
    StringBuilder text = new StringBuilder();
    int bits = stream.type().element().bits();
    BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    for (int[] beat : BeatLayout.pack(stream.type(), frame)) {
      BigInteger value = BigInteger.ZERO;
      for (int lane = beat.length - 1; lane >= 0; lane--) {
        value = value.shiftLeft(bits).or(BigInteger.valueOf(beat[lane]).and(mask));
      }
      for (int i = 0; i < stream.words(); i++) {
        text.append(String.format("%02x", value.shiftRight(i * BYTE).intValue() & 0xff));
      }
    }
    return text.toString();
  }

  /**
   * Compares what a board said.
   *
   * @param received its bytes
   * @return what is wrong first, a clause; null if all samples were answered right
   */
  @Nullable String difference(List<Integer> received) {
    StringBuilder output = new StringBuilder();
    int next = 0;
    int refused = 0;
    boolean identified = false;
    List<Packet> packets;
    try {
      packets = Packet.parse(received);
    } catch (IllegalArgumentException e) {
      return "the board sends a damaged packet: " + e.getMessage();
    }
    for (Packet packet : packets) {
      switch (packet.type()) {
        case Packet.IDENTITY -> {
          identified = packet.payload().equals(identity);
          if (!identified) {
            return hash(packet.payload()).equals(hash(identity))
                ? "the identification block is " + packet.payload() + ", not " + identity
                : "the board names another design";
          }
        }
        case Packet.OPENED -> next = 0;
        case Packet.ACCEPTED -> {}
        case Packet.REFUSED -> refused++;
        case Packet.RESULT -> {
          if (packet.sequence() != (next & 0xff)) {
            return "result packet " + next + " has the number " + packet.sequence();
          }
          next++;
          output.append(packet.payload());
        }
        default -> {
          return String.format("the board answers with packet type %02x", packet.type());
        }
      }
    }
    if (!identified) {
      return "the board does not say which design it is";
    }
    String difference = difference(output.toString());
    return difference == null && refused != REFUSALS
        ? "the board refuses " + refused + " packets, not " + REFUSALS
        : difference;
  }

  private static String hash(String block) {
    return block.substring(at(block, HASH), at(block, HASH + HASH_DIGITS));
  }

  private @Nullable String difference(String output) {
    int at = 0;
    for (int i = 0; i < expected.size(); i++) {
      String want = expected.get(i);
      String got = output.substring(Math.min(at, output.length()), at(output, at + want.length()));
      if (!got.equals(want)) {
        return got.length() < want.length()
            ? "sample " + i + " has no complete result"
            : "sample " + i + " gives " + shortened(got) + ", not " + shortened(want);
      }
      at += want.length();
    }
    return at == output.length() ? null : "the board gives more results than samples";
  }

  private static int at(String text, int index) {
    return Math.min(index, text.length());
  }

  private static String shortened(String hexadecimal) {
    return hexadecimal.length() <= 40 ? hexadecimal : hexadecimal.substring(0, 40) + "...";
  }
}
