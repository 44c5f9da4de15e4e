package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.RealRange;
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

  /**
   * The frame of codes that a sample becomes.
   *
   * @param sample the model's input, in the model's layout: real numbers, or codes where the model
   *     takes codes
   */
  public IntTensor codes(Tensor sample) {
    Graph head = host.head();
    if (sample instanceof IntTensor codes) {
      return frame(codes);
    }
    if (head == null) {
      return input.quantize((FloatTensor) sample);
    }
    String output = head.outputs().get(0);
    Map<String, Tensor> results =
        new NnInterpreter(head, List.of(output)).run(Map.of(head.inputs().get(0), sample));
    return frame((IntTensor) Objects.requireNonNull(results.get(output)));
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
   */
  public Tensor result(IntTensor codes) {
    Graph tail = host.tail();
    Tensor end = host.readsCodes() ? output.ordered(codes) : output.dequantize(codes);
    if (tail == null) {
      return end;
    }
    CodeGrid grid = host.readsCodes() ? null : output.grid();
    return grid == null
        ? host.finish(tail, end)
        : host.finish(tail, end, output.ordered(codes), grid);
  }
}
