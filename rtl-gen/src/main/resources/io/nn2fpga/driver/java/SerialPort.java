import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A serial port as a file, set up by {@code stty}: 8 bits, no parity, raw.
 *
 * <p>A thread reads, since a read of a file knows no time limit.
 */
final class SerialPort implements AutoCloseable {
  private static final byte[] GONE = {};

  /** Half of the time in which a read of a port that is there waits for a byte. */
  private static final long AT_ONCE = 50_000_000;

  private final String name;
  private final FileInputStream in;
  private final FileOutputStream out;
  private final LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
  private final Thread reader;
  private volatile boolean closed;
  private byte[] current = {};
  private int next;

  SerialPort(Path port, int rate) throws IOException {
    name = port.toString();
    // A read without a byte ends after a tenth of a second, so that the thread can end.
    String[] modes = {
      // Over USB there is no bit rate; this one stty knows.
      BoardLink.KIND.equals("usb") ? "115200" : Integer.toString(rate), "raw", "-echo", "-echoe", "-echok", "cs8", "-parenb", "-cstopb",
      "cread", "clocal", "-crtscts", "min", "0", "time", "1"
    };
    String[] command = new String[3 + modes.length];
    command[0] = "stty";
    command[1] = "-F";
    command[2] = name;
    System.arraycopy(modes, 0, command, 3, modes.length);
    Process stty = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(stty.getInputStream().readAllBytes()).strip();
    try {
      if (stty.waitFor() != 0) {
        throw new AcceleratorException(
            said.isEmpty() ? name + " is no serial port that takes " + rate + " bit/s" : said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AcceleratorException("interrupted while " + name + " was opened");
    }
    in = new FileInputStream(name);
    out = new FileOutputStream(name);
    reader = new Thread(this::read, "nn2fpga " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] bytes = new byte[4096];
    try {
      while (!closed) {
        long begin = System.nanoTime();
        int count = in.read(bytes);
        if (count > 0) {
          arrived.add(java.util.Arrays.copyOf(bytes, count));
        } else if (System.nanoTime() - begin < AT_ONCE) {
          arrived.add(GONE); // it hung up
          return;
        }
      }
    } catch (IOException e) {
      arrived.add(GONE);
    }
  }

  void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new AcceleratorException(name + " is gone: " + e.getMessage());
    }
  }

  /**
   * The next byte.
   *
   * @param seconds how long to wait for one
   * @return 0 to 255; −1 if none came
   */
  int read(double seconds) throws IOException {
    if (next == current.length) {
      byte[] more;
      try {
        more = arrived.poll(Math.max(0, (long) (seconds * 1e9)), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AcceleratorException("interrupted");
      }
      if (more == GONE) {
        arrived.add(GONE);
        throw new AcceleratorException(name + " is gone");
      }
      if (more == null) {
        return -1;
      }
      current = more;
      next = 0;
    }
    return current[next++] & 0xff;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      reader.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    in.close();
    out.close();
  }
}
