package io.nn2fpga.ops.depthwise;

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
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.depthwise.DepthwisePlan.Route;
import io.nn2fpga.ops.mvu.MvuFoldings;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import io.nn2fpga.ops.slidingwindow.WindowConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts depthwise convolutions on streams: a sliding window generator that brings PE channels after
 * PE channels, and a vector-vector unit.
 */
@AutoService(Operator.class)
public final class DepthwiseOperator implements LayerOperator {
  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public String summary() {
    return "Convolution of each channel on its own: PE channels x SIMD taps x PX pixels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Depthwise.class, VvuKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Depthwise.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    Window window = ((Depthwise) layer.node().op()).window();
    TensorType x = layer.input(0);
    TensorType result = layer.output();
    long pixels = (long) result.extent(0) * result.extent(1);
    List<MvuFoldings.Option> options = new ArrayList<>();
    for (int pe : MvuFoldings.lanes(x.extent(2))) {
      long inputBeats = StreamType.of(x, pe).beatsPerFrame();
      for (int simd : DepthwisePlan.simds(window, pe)) {
        Folding folding = new Folding(pe, simd, 1);
        long cycles = pixels * DepthwisePlan.of(window, folding).beats(x.extent(2));
        options.add(new MvuFoldings.Option(folding, Math.max(cycles, inputBeats)));
      }
    }
    List<Folding> foldings = new ArrayList<>(MvuFoldings.undominated(options));
    for (FoldedWindow folded : FoldedWindow.all(window, x)) {
      long products = (long) result.extent(2) * window.taps() * folded.pixels();
      if (products <= FoldedWindow.MOST_PRODUCTS) {
        foldings.add(new Folding(x.extent(2), window.taps(), folded.pixels()));
      }
    }
    return foldings;
  }

  @Override
  public boolean pipelines(LayerNode layer, Folding folding) {
    return true;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Depthwise depthwise = (Depthwise) node.op();
    TensorType x = layer.input(0);
    IntTensor weights = (IntTensor) layer.constant(1);
    String stream;
    int pe;
    if (folding.px() > 1) {
      // Pixels of the same channel meet the same weights, each with a copy of its own.
      FoldedWindow folded = FoldedWindow.of(depthwise.window(), x, folding.px());
      stream = folded.windows(layer, depthwise.padValue(), folded.byTap(folding.pe()), builder);
      pe = folding.px() * folding.pe();
      int copies = folding.px() * weights.type().extent(0);
      weights = (IntTensor) ChannelLanes.repeated(weights, copies);
    } else {
      stream = windows(layer, DepthwisePlan.of(depthwise.window(), folding), builder);
      pe = folding.pe();
    }
    int outputs = weights.type().extent(0);
    IntegerElement weight = (IntegerElement) weights.type().element();
    VvuKernel kernel =
        new VvuKernel(
            pe,
            folding.simd(),
            folding.px() * x.extent(2),
            folding.pipeline(),
            weight,
            (IntegerElement) layer.output().element());
    String constant =
        builder.constant(
            node.name() + ".weights",
            IntTensor.of(weight, weights.data(), outputs, weights.data().length / outputs));
    String sums = builder.actor(node.name(), kernel, List.of(stream, constant), node.source());
    builder.carries(node.output(), sums);
  }

  /** Adds the generator unless the frame is its own windows, and a converter to its input. */
  private static String windows(LayerNode layer, DepthwisePlan plan, FlowBuilder builder) {
    Node node = layer.node();
    StreamType input = StreamType.of(layer.input(0), plan.pe());
    String stream =
        builder.convert(builder.stream(node.input()), input, node.name(), node.source());
    return plan.route() == Route.POINTWISE
        ? stream
        : generator((Depthwise) node.op(), plan, stream, node, builder);
  }

  /** Adds the generator, and a converter where SIMD is neither one tap nor all. */
  private static String generator(
      Depthwise depthwise, DepthwisePlan plan, String stream, Node node, FlowBuilder builder) {
    StreamType input = builder.type(stream);
    int words = input.beatsPerGroup();
    Form form = plan.route() == Route.SERIAL ? Form.SERIAL : Form.PARALLEL;
    // The unit takes a beat a cycle; a converter needs as long as it gives.
    WindowConsumer consumer =
        plan.route() == Route.CONVERTED
            ? new WindowConsumer(plan.beats(), false)
            : WindowConsumer.EAGER;
    Window window = depthwise.window();
    int rows = LineBuffer.smallestRows(form, window, words, input, consumer);
    SlidingWindowKernel generator =
        new SlidingWindowKernel(form, window, words, depthwise.padValue(), plan.pe(), rows);
    String name = node.name() + ".window";
    String windows = builder.actor(name, generator, List.of(stream), node.source());
    StreamType lanes = builder.type(windows).withLanes(plan.pe() * plan.simd());
    return builder.convert(windows, lanes, name, node.source());
  }
}
