import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** The host's side of a session: numbered packets, repeated until they are answered. */
final class Link implements AutoCloseable {
  private static final double TIMEOUT = 0.1;
  private static final double PATIENCE = 10;
  private static final int RETRIES = 10;
  private static final int RECOVERIES = 10;
  private static final byte[] NOTHING = {};

  private final SerialPort port;
  private final double byteTime;
  private final Packet.Reader reader = new Packet.Reader();
  private double lineFree = now();
  private int room = 1;
  private int maxPayload = 64;
  private int session;
  private int lastSession = new Random().nextInt(0xffff);
  private int dataSequence;
  private int resultSequence;
  private long dropped;
  private boolean first = true;
  private long boardDamaged;
  private long lost;
  private long silences;
  private long sessions;

  Link(SerialPort port, int rate) {
    this.port = port;
    this.byteTime = 10.0 / rate;
  }

  Faults faults() {
    return new Faults(reader.damaged(), boardDamaged, lost, silences, sessions);
  }

  @Override
  public void close() throws IOException {
    port.close();
  }

  /** Asks who is there and opens a session; the identification block. */
  byte[] open() throws IOException {
    byte[] block = ask(Packet.IDENTIFY, Packet.IDENTITY, 0).payload();
    if (block.length < 82 || Packet.number(block, 0, 4) != 0x66326e6e || block[4] != 1) {
      throw new AcceleratorException("the board does not speak version 1 of this protocol");
    }
    return block;
  }

  /** What the board can take, of its identification. */
  void begin(byte[] block) throws IOException {
    maxPayload = Math.max(1, (int) Packet.number(block, 6, 2));
    newSession();
  }

  /** Sends whole samples until all their results are there. */
  byte[] transfer(byte[] data, int samples, int resultBytes) throws IOException {
    int sampleBytes = data.length / samples;
    byte[] results = new byte[samples * resultBytes];
    int done = 0;
    int failures = 0;
    while (done < samples) {
      if (session == 0) {
        newSession();
      }
      Run run = new Run(data, done * sampleBytes, results, done * resultBytes);
      boolean whole = run.stream();
      int given = run.given / resultBytes;
      done += given;
      if (!whole) {
        session = 0;
        sessions++;
        failures = given > 0 ? 0 : failures + 1;
        if (failures > RECOVERIES) {
          throw new AcceleratorException(failures + " new sessions brought no further sample");
        }
      }
    }
    return results;
  }

  private static double now() {
    return System.nanoTime() * 1e-9;
  }

  private double backlog() {
    return Math.max(0, lineFree - now());
  }

  private double answerTime() {
    return (maxPayload + 64.0) * byteTime;
  }

  private double deadline() {
    return now() + backlog() + answerTime() + TIMEOUT;
  }

  private void send(int type, int sequence, int of, byte[] payload) throws IOException {
    byte[] bytes = new Packet(type, sequence, of, payload).encode();
    port.write(bytes);
    lineFree = Math.max(lineFree, now()) + bytes.length * byteTime;
  }

  /** The next packet, or null if none comes in time. */
  private Packet receive(double until) throws IOException {
    while (true) {
      int b = port.read(until - now());
      if (b < 0) {
        return null;
      }
      Packet packet = reader.feed((byte) b, session == 0);
      if (packet != null) {
        return packet;
      }
    }
  }

  private Packet ask(int type, int answer, int of) throws IOException {
    for (int attempt = 0; attempt <= RETRIES; attempt++) {
      silences += attempt > 0 ? 1 : 0;
      send(type, 0, of, NOTHING);
      double until = deadline();
      for (Packet p = receive(until); p != null; p = receive(until)) {
        if (p.type() == answer && (of == 0 || p.session() == of)) {
          return p;
        }
        if (p.type() == Packet.REFUSED
            && p.payload().length > 0
            && p.payload()[0] == Packet.REASON_WEIGHTS) {
          throw new AcceleratorException("the board's flash does not hold this build's weights");
        }
      }
    }
    throw new AcceleratorException(
        "nothing at the port answers; is the board programmed, and is this its port and its bit"
            + " rate?");
  }

  private void newSession() throws IOException {
    session = 0;
    lastSession = lastSession % 0xffff + 1;
    Packet opened = ask(Packet.OPEN, Packet.OPENED, lastSession);
    if (first) {
      // What the board dropped before is no matter of this driver.
      dropped = opened.hasStatus() ? opened.dropped() : 0;
      first = false;
    }
    count(opened);
    session = lastSession;
    dataSequence = 0;
    resultSequence = 0;
  }

  private void acknowledge() throws IOException {
    send(Packet.ACKNOWLEDGE, resultSequence, session, NOTHING);
  }

  private void count(Packet p) {
    if (p.hasStatus()) {
      boardDamaged += Math.max(0, p.dropped() - dropped);
      dropped = p.dropped();
      room = p.room();
    }
  }

  /** One run of samples within a session, by go-back-N. */
  private final class Run {
    private final byte[] data;
    private final int from;
    private final byte[] results;
    private final int to;
    private final int packets;
    private int accepted;
    private int next;
    private int sent;
    private int given;
    private int end;
    private int silent;
    private int behind;
    private boolean heard;
    private boolean asked;
    private double deaf;

    Run(byte[] data, int from, byte[] results, int to) {
      this.data = data;
      this.from = from;
      this.results = results;
      this.to = to;
      this.packets = (data.length - from + maxPayload - 1) / maxPayload;
      this.end = Math.min(Math.max(1, room), packets);
    }

    /** Whether all results came; else the session is lost. */
    boolean stream() throws IOException {
      double progress = now();
      double deadline = deadline();
      while (to + given < results.length) {
        fill();
        int acceptedBefore = accepted;
        int givenBefore = given;
        double next = this.next < end ? now() + backlog() / 2 + byteTime : deadline;
        Packet packet = receive(Math.min(next, deadline));
        if (packet != null && !take(packet)) {
          return false;
        }
        if (accepted != acceptedBefore || given != givenBefore) {
          progress = now();
          silent = 0;
          deadline = deadline();
        } else if (now() >= deadline) {
          if (silent == 0 && now() - progress > PATIENCE) {
            session = 0;
            throw new AcceleratorException("the accelerator takes and gives nothing");
          }
          if (!repeat()) {
            return false;
          }
          acknowledge();
          deadline = deadline();
        }
      }
      dataSequence = (dataSequence + packets) % 256;
      return true;
    }

    /** Nothing new in time: once more what was not answered; whether the board is there still. */
    private boolean repeat() {
      boolean unanswered = accepted < next;
      if (!heard && (asked || unanswered) && ++silent > RETRIES) {
        return false;
      }
      silences += unanswered || (asked && !heard) ? 1 : 0;
      asked = true;
      heard = false;
      next = accepted;
      return true;
    }

    private void fill() throws IOException {
      while (next < end && backlog() < maxPayload * byteTime + 0.002) {
        int begin = from + next * maxPayload;
        byte[] payload = Arrays.copyOfRange(data, begin, Math.min(begin + maxPayload, data.length));
        send(Packet.DATA, (dataSequence + next) % 256, session, payload);
        next++;
        sent = Math.max(sent, next);
      }
    }

    /** Whether the session still is this one. */
    private boolean take(Packet p) throws IOException {
      if (p.reason() == Packet.REASON_SESSION) {
        return p.session() == session;
      }
      if (p.session() != session) {
        return true; // an answer of an earlier session
      }
      heard = true;
      if (p.type() == Packet.ACCEPTED || p.type() == Packet.REFUSED) {
        count(p);
        return accepted(p);
      }
      return p.type() != Packet.RESULT || result(p);
    }

    /** The board waits for this packet: it has all before it, and room for some from it on. */
    private boolean accepted(Packet p) {
      int ahead = Math.floorMod(p.sequence() - dataSequence - accepted, 256);
      if (ahead > sent - accepted) {
        // An answer may have been overtaken by the last results; a board says it once.
        return ++behind <= 8;
      }
      behind = 0;
      accepted += ahead;
      next = Math.max(next, accepted);
      end = Math.min(accepted + room, packets);
      if (p.type() == Packet.REFUSED && now() >= deaf && next != accepted) {
        lost += p.reason() == Packet.REASON_ROOM ? 0 : 1;
        // What is on the way will be refused as well.
        deaf = now() + backlog() + answerTime() + TIMEOUT / 4;
        next = accepted;
      }
      return true;
    }

    private boolean result(Packet p) throws IOException {
      int ahead = Math.floorMod(p.sequence() - resultSequence, 256);
      if (ahead >= 128) {
        return true; // once more what is here already
      }
      if (ahead > 0 || to + given + p.payload().length > results.length) {
        return false;
      }
      System.arraycopy(p.payload(), 0, results, to + given, p.payload().length);
      given += p.payload().length;
      resultSequence = (resultSequence + 1) % 256;
      acknowledge();
      return true;
    }
  }
}
