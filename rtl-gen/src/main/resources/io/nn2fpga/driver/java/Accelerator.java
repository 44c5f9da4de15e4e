import java.io.IOException;
import java.nio.file.Path;

/**
 * The network, computed by the accelerator at a serial port.
 *
 * <pre>{@code
 * try (Accelerator accelerator = Accelerator.open(Path.of("/dev/ttyUSB0"))) {
 *   float[][] y = accelerator.predict(x);
 * }
 * }</pre>
 *
 * <p>Faults of the line are put right and counted, and never become a wrong answer. For one thread at
 * a time.
 */
public final class Accelerator implements AutoCloseable {
  /** Numbers of a sample as the model takes it. */
  public static final int INPUT_SIZE =
      Design.INPUT_HEIGHT * Design.INPUT_WIDTH * Design.INPUT_CHANNELS;

  /** Numbers of a result. */
  public static final int OUTPUT_SIZE = Design.RESULT_SIZE;

  private final Link link;
  private final long clock;
  private boolean open = true;

  private Accelerator(Link link) throws IOException {
    this.link = link;
    byte[] block = link.open();
    for (int i = 0; i < Design.HASH.length; i++) {
      if ((block[12 + i] & 0xff) != Design.HASH[i]) {
        throw new AcceleratorException(
            "the board holds another design than "
                + Design.NAME
                + "; program it with this build's bitstream");
      }
    }
    if (Packet.number(block, 44, 4) != Design.INPUT_STREAM.bytes()
        || Packet.number(block, 48, 4) != Design.OUTPUT_STREAM.bytes()) {
      throw new AcceleratorException("the board's samples have other sizes than " + Design.NAME);
    }
    this.clock = Packet.number(block, 8, 4);
    link.begin(block);
  }

  /** Opens the board's serial port at the rate that the board was built for. */
  public static Accelerator open(Path port) throws IOException {
    if (BoardLink.KIND.equals("spi")) {
      throw new AcceleratorException(
          Design.NAME
              + " was built for a board's SPI, which this driver does not speak; the C and the"
              + " Python driver do");
    }
    return open(port, BoardLink.RATE);
  }

  /**
   * Opens a serial port and checks that this design is behind it.
   *
   * @param rate bits a second
   * @throws AcceleratorException if it is not, or nobody answers
   */
  public static Accelerator open(Path port, int rate) throws IOException {
    if (rate <= 0) {
      throw new AcceleratorException(Design.NAME + " has no serial link; name a bit rate");
    }
    Link link = new Link(new SerialPort(port, rate), rate);
    try {
      return new Accelerator(link);
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** The accelerator's clock in hertz. */
  public long clock() {
    return clock;
  }

  /** What went wrong on the line and was put right so far. */
  public Faults faults() {
    return link.faults();
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      link.close();
    }
  }

  /**
   * Codes in, codes out.
   *
   * @param codes [samples][codes of a frame, channels last]
   * @return [samples][codes of a frame, channels last]
   */
  public int[][] predictRaw(int[][] codes) throws IOException {
    Stream in = Design.INPUT_STREAM;
    Stream out = Design.OUTPUT_STREAM;
    if (!open) {
      throw new AcceleratorException("the accelerator is closed");
    }
    if (codes.length == 0) {
      throw new IllegalArgumentException("there is no sample");
    }
    byte[] data = new byte[codes.length * in.bytes()];
    for (int i = 0; i < codes.length; i++) {
      if (codes[i].length != in.codes()) {
        throw new IllegalArgumentException(
            "a sample has " + in.codes() + " codes, not " + codes[i].length);
      }
      for (int code : codes[i]) {
        if (code < in.min() || code > in.max()) {
          throw new IllegalArgumentException(
              "code " + code + " is not within [" + in.min() + ", " + in.max() + "]");
        }
      }
      in.pack(codes[i], data, i * in.bytes());
    }
    byte[] given = link.transfer(data, codes.length, out.bytes());
    int[][] results = new int[codes.length][];
    for (int i = 0; i < results.length; i++) {
      results[i] = out.unpack(given, i * out.bytes());
    }
    return results;
  }

  /**
   * Numbers as the model takes them to numbers as it gives them; an index is a number too.
   *
   * @param x [samples][{@link #INPUT_SIZE}], finite, in the model's own order
   * @return [samples][{@link #OUTPUT_SIZE}]
   */
  public float[][] predict(float[][] x) throws IOException {
    int[][] codes = new int[x.length][];
    for (int i = 0; i < x.length; i++) {
      float[] sample = x[i];
      check(sample.length);
      codes[i] =
          frame(
              Design.INPUT_LAST,
              (place, c) -> {
                if (!Float.isFinite(sample[place])) {
                  throw new IllegalArgumentException("the input holds values that are not finite");
                }
                return quantize(sample[place], c);
              });
    }
    return results(codes);
  }

  /** The same for raw bytes, as they were before preprocessing, in the order of raw data. */
  public float[][] predictBytes(byte[][] x) throws IOException {
    int[][] codes = new int[x.length][];
    for (int i = 0; i < x.length; i++) {
      byte[] sample = x[i];
      check(sample.length);
      codes[i] =
          frame(
              Design.RAW_LAST,
              (place, c) -> {
                int raw = sample[place] & 0xff;
                return Design.RAW_IS_CODE
                    ? raw
                    : quantize(
                        (float)
                            ((raw * Design.RAW_SCALE - entry(Design.RAW_MEANS, c))
                                / entry(Design.RAW_STDS, c)),
                        c);
              });
    }
    return results(codes);
  }

  private static void check(int length) {
    if (length != INPUT_SIZE) {
      throw new IllegalArgumentException("a sample has " + INPUT_SIZE + " numbers, not " + length);
    }
  }

  /** The code of an element at a place of the caller's order, of a channel. */
  private interface Code {
    int of(int place, int channel);
  }

  private static int[] frame(boolean last, Code code) {
    int[] frame = new int[INPUT_SIZE];
    for (int y = 0; y < Design.INPUT_HEIGHT; y++) {
      for (int x = 0; x < Design.INPUT_WIDTH; x++) {
        for (int c = 0; c < Design.INPUT_CHANNELS; c++) {
          int to = (y * Design.INPUT_WIDTH + x) * Design.INPUT_CHANNELS + c;
          int from = last ? to : (c * Design.INPUT_HEIGHT + y) * Design.INPUT_WIDTH + x;
          frame[to] = code.of(from, c);
        }
      }
    }
    return frame;
  }

  private static int quantize(float x, int c) {
    double code =
        Math.rint(x / entry(Design.INPUT_SCALES, c) + entry(Design.INPUT_ZERO_POINTS, c));
    return (int) Math.max(Design.INPUT_STREAM.min(), Math.min(Design.INPUT_STREAM.max(), code));
  }

  private static double entry(double[] list, int channel) {
    return list[list.length == 1 ? 0 : channel];
  }

  private float[][] results(int[][] codes) throws IOException {
    for (int[] step : Design.HOST_STEPS) {
      if (step[0] == Design.STEP_OTHER) {
        throw new AcceleratorException(
            "the host's part of this network is more than the driver computes");
      }
    }
    int[][] given = predictRaw(codes);
    float[][] results = new float[given.length][];
    for (int i = 0; i < given.length; i++) {
      results[i] = finish(dequantize(given[i]));
    }
    return results;
  }

  private static float[] dequantize(int[] codes) {
    float[] values = new float[codes.length];
    int place = 0;
    for (int c = 0; c < Design.OUTPUT_CHANNELS; c++) {
      double scale = entry(Design.OUTPUT_SCALES, c);
      double zero = entry(Design.OUTPUT_ZERO_POINTS, c);
      for (int pixel = 0; pixel < Design.OUTPUT_HEIGHT * Design.OUTPUT_WIDTH; pixel++) {
        values[place++] = (float) (scale * (codes[pixel * Design.OUTPUT_CHANNELS + c] - zero));
      }
    }
    return values;
  }

  /** The host's part of the network. */
  private static float[] finish(float[] values) {
    for (int[] step : Design.HOST_STEPS) {
      for (int outer = 0; outer < step[1]; outer++) {
        for (int inner = 0; inner < step[3]; inner++) {
          int first = outer * step[2] * step[3] + inner;
          int best = 0;
          for (int k = 1; k < step[2]; k++) {
            best = values[first + k * step[3]] > values[first + best * step[3]] ? k : best;
          }
          if (step[0] == Design.STEP_ARGMAX) {
            values[outer * step[3] + inner] = best;
          } else if (step[0] == Design.STEP_SOFTMAX) {
            softmax(values, first, step[2], step[3], values[first + best * step[3]]);
          }
        }
      }
    }
    return java.util.Arrays.copyOf(values, OUTPUT_SIZE);
  }

  private static void softmax(float[] values, int first, int count, int distance, float most) {
    float sum = 0;
    for (int k = 0; k < count; k++) {
      float power = (float) Math.exp(values[first + k * distance] - most);
      values[first + k * distance] = power;
      sum += power;
    }
    for (int k = 0; k < count; k++) {
      values[first + k * distance] /= sum;
    }
  }
}
