package io.nn2fpga.ops.conv;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.conv.ConvPlan.Route;
import io.nn2fpga.ops.mvu.MvuFoldings;
import io.nn2fpga.ops.mvu.MvuKernel;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.pixelwindows.PixelWindowsKernel;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.WindowConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts convolutions on streams: a sliding window generator and a matrix-vector unit, with
 * converters where lanes differ. Windows of several groups come one group after the other; those of
 * several pixels at a time go by way of the folded frame ({@link FoldedWindow}).
 */
@AutoService(Operator.class)
public final class ConvOperator implements LayerOperator {
  @Override
  public String name() {
    return "conv";
  }

  @Override
  public String summary() {
    return "Two-dimensional convolution, also grouped: PE output channels x SIMD window elements x PX"
        + " pixels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Conv.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Conv.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    Conv conv = (Conv) layer.node().op();
    TensorType x = layer.input(0);
    TensorType result = layer.output();
    List<MvuFoldings.Option> options = new ArrayList<>();
    int outputs = result.extent(2) / conv.group();
    long windows = (long) result.extent(0) * result.extent(1) * conv.group();
    for (int simd : ConvPlan.simds(conv.window(), x.extent(2), conv.group())) {
      ConvPlan plan = plan(conv, x, simd);
      long inputBeats = StreamType.of(x, plan.lanes()).beatsPerFrame();
      for (int pe : MvuFoldings.lanes(outputs)) {
        long cycles = windows * cyclesPerWindow(plan, outputs, pe);
        // The sums of a group have to leave in whole beats.
        if (conv.group() == 1 || outputs % MvuKernel.outputLanes(pe, plan.beats()) == 0) {
          options.add(
              new MvuFoldings.Option(new Folding(pe, simd, 1), Math.max(cycles, inputBeats)));
        }
      }
    }
    if (conv.group() == 1) {
      severalPixels(conv, x, outputs, fastest(options), options);
    }
    return MvuFoldings.undominated(options);
  }

  private static long fastest(List<MvuFoldings.Option> options) {
    return options.stream().mapToLong(MvuFoldings.Option::interval).min().orElseThrow();
  }

  /**
   * Adds the foldings of several pixels at a time that are faster than any of one: those of all
   * output channels, because others have no other intervals for their products.
   */
  private static void severalPixels(
      Conv conv, TensorType x, int outputs, long bound, List<MvuFoldings.Option> options) {
    int length = conv.window().taps() * x.extent(2);
    for (FoldedWindow folded : FoldedWindow.all(conv.window(), x)) {
      for (int simd : MvuFoldings.lanes(length)) {
        long cycles = folded.groups(x) * MvuFoldings.folds(length, simd);
        long interval = Math.max(cycles, folded.inputBeats(x));
        long products = (long) outputs * simd * folded.pixels();
        if (interval < bound && products <= FoldedWindow.MOST_PRODUCTS) {
          Folding folding = new Folding(outputs, simd, folded.pixels());
          options.add(new MvuFoldings.Option(folding, interval));
        }
      }
    }
  }

  private static ConvPlan plan(Conv conv, TensorType x, int simd) {
    return ConvPlan.of(conv.window(), x.extent(2), conv.group(), simd);
  }

  private static long cyclesPerWindow(ConvPlan plan, int outputs, int pe) {
    return (long) plan.beats() * MvuFoldings.folds(outputs, pe);
  }

  @Override
  public boolean pipelines(LayerNode layer, Folding folding) {
    return true;
  }

  @Override
  public boolean choosesMemory(LayerNode layer) {
    return true;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Conv conv = (Conv) node.op();
    TensorType x = layer.input(0);
    IntTensor weights = (IntTensor) layer.constant(1);
    String stream;
    if (folding.px() > 1) {
      FoldedWindow folded = FoldedWindow.of(conv.window(), x, folding.px());
      PixelWindowsKernel kernel = folded.byPixel(x.extent(2), folding.simd());
      stream = folded.windows(layer, conv.padValue(), kernel, builder);
      int outputs = weights.type().extent(0);
      weights =
          IntTensor.of(
              (IntegerElement) weights.type().element(),
              weights.data(),
              outputs,
              weights.data().length / outputs);
    } else {
      ConvPlan plan = plan(conv, x, folding.simd());
      stream = windows(layer, plan, folding, builder);
      weights = plan.arranged(weights);
    }
    MvuKernel kernel =
        new MvuKernel(
            folding.pe(),
            folding.simd(),
            folding.px(),
            folding.pipeline(),
            folding.memory(),
            (IntegerElement) weights.type().element(),
            (IntegerElement) layer.output().element());
    String constant = builder.constant(node.name() + ".weights", weights);
    String sums = builder.actor(node.name(), kernel, List.of(stream, constant), node.source());
    builder.carries(node.output(), sums);
  }

  /** Adds the generator unless the frame is its own windows, and a converter to its input. */
  private static String windows(
      LayerNode layer, ConvPlan plan, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Conv conv = (Conv) node.op();
    StreamType input = StreamType.of(layer.input(0), plan.lanes());
    String stream =
        builder.convert(builder.stream(node.input()), input, node.name(), node.source());
    if (plan.route() == Route.POINTWISE) {
      return stream;
    }
    int outputs = layer.output().extent(2) / conv.group();
    long cycles = cyclesPerWindow(plan, outputs, folding.pe());
    return generator(conv, plan, cycles, stream, node, builder);
  }

  /** Adds the generator, and a converter where SIMD is none of its widths. */
  private static String generator(
      Conv conv, ConvPlan plan, long cycles, String stream, Node node, FlowBuilder builder) {
    // A converter holds less than a window, and the unit behind it gets a window's beats from
    // there.
    WindowConsumer consumer = new WindowConsumer(cycles, plan.route() != Route.CONVERTED);
    int rows =
        LineBuffer.smallestRows(
            plan.form(), conv.window(), conv.group(), builder.type(stream), consumer);
    SlidingWindowKernel generator =
        new SlidingWindowKernel(
            plan.form(), conv.window(), conv.group(), conv.padValue(), plan.lanes(), rows);
    String name = node.name() + ".window";
    String windows = builder.actor(name, generator, List.of(stream), node.source());
    StreamType lanes = builder.type(windows).withLanes(plan.simd());
    return builder.convert(windows, lanes, name, node.source());
  }
}
