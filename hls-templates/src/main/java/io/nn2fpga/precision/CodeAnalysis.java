package io.nn2fpga.precision;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.ObservedCodes;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.Quantize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The codes of a model that came quantized, as the integer network and as the model's own operators
 * give them, and what its quantizers do to the real numbers in front of them.
 *
 * @param samples how many codes are compared on
 * @param layers one for each quantizer whose codes the integer network has too, in order
 */
public record CodeAnalysis(int samples, List<Layer> layers) {
  /** Samples that codes are compared on, at most. */
  private static final int MOST_SAMPLES = 200;

  /** Samples whose values are held at the same time. */
  private static final int AT_ONCE = 8;

  /** Copies the list. */
  public CodeAnalysis {
    layers = List.copyOf(layers);
  }

  /**
   * The codes of one quantizer.
   *
   * @param layer name of the layer that they are the result of; of the quantizer where it is none's
   * @param weightBits width of the layer's weights; null where there are none
   * @param bits of the codes
   * @param different share of the codes that differ between the integer network and the model
   * @param signalToNoise power of what the model's codes stand for over that of what the integer
   *     network's differ from it by, in dB; infinite if all are equal
   * @param rounding what the quantizer does to real numbers; null if it compares them with
   *     thresholds or with 0
   */
  public record Layer(
      String layer,
      @Nullable Integer weightBits,
      int bits,
      double different,
      double signalToNoise,
      @Nullable Rounding rounding) {}

  /**
   * What a quantizer does to the real numbers that the model's own operators give it.
   *
   * @param min what the least code stands for
   * @param max what the largest code stands for
   * @param signalToNoise power of the numbers over that of what their codes differ from them by, of
   *     numbers that some code is near to, in dB
   * @param below share of the numbers below all codes by more than half a step; where the range is
   *     a ReLU as well, these are what it cuts off
   * @param above share of the numbers above all codes by more than half a step
   */
  public record Rounding(
      double min, double max, double signalToNoise, double below, double above) {}

  /** The values of the model that {@link #of} reads. */
  public static List<String> observed(Graph simplified, QuantizedModel model) {
    List<String> values = new ArrayList<>();
    for (Sums layer : layers(simplified, model)) {
      values.add(layer.codes.value());
      values.add(layer.quantizer.input());
    }
    return values.stream().distinct().toList();
  }

  /**
   * Runs both on the first {@value #MOST_SAMPLES} samples.
   *
   * @param simplified the model at the nn level as it was lowered
   * @param reference runs {@code simplified} and observes what {@link #observed} says; for any
   *     number of threads
   * @param samples in the model's layout; codes as the numbers that they are
   * @param frames the same samples as the integer network takes them
   */
  public static CodeAnalysis of(
      Graph simplified,
      QuantizedModel model,
      FloatExecutor reference,
      List<FloatTensor> samples,
      List<IntTensor> frames) {
    int count = Math.min(MOST_SAMPLES, samples.size());
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    List<Sums> sums = layers(simplified, model);
    for (int from = 0; from < count; from += AT_ONCE) {
      // all values of a few samples fit into memory, and are added up in the samples' order
      IntStream.range(from, Math.min(from + AT_ONCE, count))
          .parallel()
          .mapToObj(i -> new Values(reference.run(samples.get(i)), integers.run(frames.get(i))))
          .toList()
          .forEach(both -> sums.forEach(layer -> layer.add(both)));
    }
    return new CodeAnalysis(count, sums.stream().map(Sums::layer).toList());
  }

  private static List<Sums> layers(Graph simplified, QuantizedModel model) {
    Map<String, Node> makers = new LinkedHashMap<>();
    simplified.nodes().forEach(n -> n.outputs().forEach(output -> makers.put(output, n)));
    Map<String, LayerNote> notes = new LinkedHashMap<>();
    model.layers().forEach(note -> notes.put(note.value(), note));
    Map<String, Sums> layers = new LinkedHashMap<>();
    for (ObservedCodes codes : model.host().observed()) {
      Node quantizer = makers.get(codes.value());
      if (quantizer != null) {
        IntegerElement element =
            (IntegerElement) simplified.value(codes.value()).tensor().element();
        layers.put(
            codes.value(), new Sums(codes, quantizer, grid(simplified, quantizer), element, notes));
      }
    }
    return List.copyOf(layers.values());
  }

  /** What the codes of a quantizer stand for; null if it has no scale of its own. */
  private static @Nullable Grid grid(Graph simplified, Node node) {
    Tensor scale = parameter(simplified, node, 1);
    Tensor zero = parameter(simplified, node, 2);
    return node.op() instanceof Quantize quantize
            && scale instanceof FloatTensor scales
            && zero instanceof FloatTensor zeros
        ? new Grid(scales.data()[0], zeros.data()[0], quantize.min(), quantize.max())
        : null;
  }

  private static @Nullable Tensor parameter(Graph simplified, Node node, int operand) {
    return operand < node.inputs().size()
        ? simplified.constants().get(node.inputs().get(operand))
        : null;
  }

  /** Codes of one scale and zero point: those of activations have no others. */
  private record Grid(double scale, double zero, int min, int max) {
    private double real(double code) {
      return scale * (code - zero);
    }
  }

  /** All values of a sample. */
  private record Values(Map<String, FloatTensor> wanted, Map<String, IntTensor> got) {}

  /** A quantizer's sums over samples. */
  private static final class Sums {
    private final ObservedCodes codes;
    private final Node quantizer;
    private final @Nullable Grid grid;
    private final IntegerElement element;
    private final @Nullable LayerNote note;
    private final NoisePower whole = new NoisePower();
    private final NoisePower rounding = new NoisePower();
    private long count;
    private long different;
    private long below;
    private long above;

    private Sums(
        ObservedCodes codes,
        Node quantizer,
        @Nullable Grid grid,
        IntegerElement element,
        Map<String, LayerNote> notes) {
      this.codes = codes;
      this.quantizer = quantizer;
      this.grid = grid;
      this.element = element;
      this.note = notes.get(codes.value());
    }

    private void add(Values values) {
      float[] wanted = Objects.requireNonNull(values.wanted.get(codes.value())).data();
      int[] got = codes.ordered(Objects.requireNonNull(values.got.get(codes.integers())));
      Grid own = grid == null ? new Grid(1, 0, 0, 0) : grid;
      for (int i = 0; i < got.length; i++) {
        different += got[i] == (int) wanted[i] ? 0 : 1;
        whole.add(own.real(wanted[i]), own.real(got[i]));
      }
      count += got.length;
      if (grid != null) {
        float[] real = Objects.requireNonNull(values.wanted.get(quantizer.input())).data();
        addRounding(grid, real, wanted);
      }
    }

    private void addRounding(Grid own, float[] real, float[] rounded) {
      double low = own.real(own.min) - own.scale / 2;
      double high = own.real(own.max) + own.scale / 2;
      for (int i = 0; i < real.length; i++) {
        if (real[i] < low) {
          below++;
        } else if (real[i] > high) {
          above++;
        } else {
          rounding.add(real[i], own.real(rounded[i]));
        }
      }
    }

    private Layer layer() {
      return new Layer(
          note == null ? quantizer.name() : note.layer(),
          note == null ? null : note.weightBits(),
          element.bits(),
          (double) different / count,
          whole.decibels(),
          grid == null
              ? null
              : new Rounding(
                  grid.real(grid.min),
                  grid.real(grid.max),
                  rounding.decibels(),
                  (double) below / count,
                  (double) above / count));
    }
  }
}
