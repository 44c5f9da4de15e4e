package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.RealRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network at the integer level, and what its input and output codes mean.
 *
 * @param graph the int-level graph: one input, one output
 * @param input how to make the input codes
 * @param output what the output codes mean
 * @param layers what was settled for each layer that requantizes, in order
 * @param inputRange the calibrated range of the input; null if it was not needed and not observed
 * @param host what the host computes before and behind it
 */
public record QuantizedModel(
    Graph graph,
    InputEncoding input,
    OutputEncoding output,
    List<LayerNote> layers,
    @Nullable RealRange inputRange,
    HostGraphs host) {

  /** Copies the list. */
  public QuantizedModel {
    layers = List.copyOf(layers);
  }

  /** A model of which the host computes no more than its encodings say. */
  public QuantizedModel(
      Graph graph,
      InputEncoding input,
      OutputEncoding output,
      List<LayerNote> layers,
      @Nullable RealRange inputRange) {
    this(graph, input, output, layers, inputRange, HostGraphs.NONE);
  }

  /** The same with another int-level graph. */
  public QuantizedModel with(Graph other) {
    return new QuantizedModel(other, input, output, layers, inputRange, host.within(other));
  }

  /** The same for data that is preprocessed in this way before the model sees it. */
  public QuantizedModel with(Preprocessing preprocessing) {
    InputEncoding preprocessed =
        new InputEncoding(
            input.model(),
            preprocessing,
            input.element(),
            input.scales(),
            input.zeroPoints(),
            input.raw());
    return new QuantizedModel(graph, preprocessed, output, layers, inputRange, host);
  }

  /** The same with other parts for the host. */
  public QuantizedModel with(HostGraphs other) {
    return new QuantizedModel(graph, input, output, layers, inputRange, other);
  }

  /**
   * The frame of codes that a sample becomes.
   *
   * @param sample the model's input, in the model's layout: real numbers, or codes where the model
   *     takes codes
   */
  public IntTensor codes(Tensor sample) {
    Graph head = host.head();
    Tensor entering =
        head == null ? sample : Objects.requireNonNull(headed(sample).get(head.outputs().get(0)));
    return entering instanceof IntTensor codes
        ? frame(codes)
        : input.quantize((FloatTensor) entering);
  }

  /** The outputs of the host's head. */
  private Map<String, Tensor> headed(Tensor sample) {
    Graph head = Objects.requireNonNull(host.head());
    return host.run(head, Map.of(head.inputs().get(0), sample));
  }

  private IntTensor frame(IntTensor codes) {
    ChannelsLast frame = input.model().frame();
    int[] ordered = new int[frame.size()];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = codes.data()[frame.order().get(i)];
    }
    return new IntTensor(input.frame(), ordered);
  }

  /**
   * The model's output, in the model's layout.
   *
   * @param codes the int-level graph's output
   * @throws IllegalStateException if the host's tail reads more than these
   */
  public Tensor result(IntTensor codes) {
    Graph tail = host.tail();
    Tensor end = host.readsCodes() ? output.ordered(codes) : output.dequantize(codes);
    if (tail == null) {
      return end;
    }
    if (tail.inputs().size() > 1) {
      throw new IllegalStateException("the host's tail reads " + tail.inputs());
    }
    return Objects.requireNonNull(
        host.run(tail, Map.of(tail.inputs().get(0), end)).get(tail.outputs().get(0)));
  }

  /**
   * The model's output, in the model's layout.
   *
   * @param sample what {@link #codes} made the int-level graph's input of
   * @param codes the int-level graph's output
   */
  public Tensor result(Tensor sample, IntTensor codes) {
    Graph tail = host.tail();
    return tail == null || tail.inputs().size() == 1
        ? result(codes)
        : Objects.requireNonNull(
            host.run(tail, tailInputs(sample, codes)).get(tail.outputs().get(0)));
  }

  /**
   * What the host's tail reads.
   *
   * @param sample what {@link #codes} made the int-level graph's input of
   * @param codes the int-level graph's output
   * @throws NullPointerException if there is no tail
   */
  public Map<String, Tensor> tailInputs(Tensor sample, IntTensor codes) {
    List<String> names = Objects.requireNonNull(host.tail()).inputs();
    Map<String, Tensor> inputs = new HashMap<>();
    inputs.put(names.get(0), host.readsCodes() ? output.ordered(codes) : output.dequantize(codes));
    if (names.size() > 1) {
      Map<String, Tensor> given = host.head() == null ? Map.of() : headed(sample);
      for (String name : names.subList(1, names.size())) {
        // What no part of the host made is the model's own input.
        inputs.put(name, given.getOrDefault(name, sample));
      }
    }
    return inputs;
  }
}
