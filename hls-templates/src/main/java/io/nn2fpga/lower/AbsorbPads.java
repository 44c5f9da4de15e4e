package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Windowed;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes zeros around an image the padding of the convolution or average pool that reads it, which
 * inserts them without hardware of its own.
 */
final class AbsorbPads implements Pass {

  @Override
  public String name() {
    return "absorb-pads";
  }

  @Override
  public String description() {
    return "Makes zeros around an image the padding of the window after it.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Pad pad && isAroundImage(pad)) {
        Node reader = rewrite.onlyReader(node.output());
        NnOperation padded = reader == null ? null : padded(reader, pad);
        if (reader != null && padded != null && reader.input().equals(node.output())) {
          List<String> operands = new ArrayList<>(reader.inputs());
          operands.set(0, node.input());
          rewrite.replace(
              reader, new Node(reader.name(), padded, operands, reader.outputs(), reader.source()));
          rewrite.remove(node);
        }
      }
    }
    return rewrite.graph();
  }

  private static boolean isAroundImage(Pad pad) {
    return pad.mode() == PadMode.CONSTANT
        && pad.value() == 0
        && pad.begins().size() == 3
        && pad.begins().get(0) == 0
        && pad.ends().get(0) == 0;
  }

  /** The reader with the pads added to its own, or null if it would not compute the same. */
  private static @Nullable NnOperation padded(Node reader, Pad pad) {
    if (!(reader.op() instanceof Windowed window)) {
      return null;
    }
    List<Integer> pads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int axis = i % 2;
      List<Integer> added = i < 2 ? pad.begins() : pad.ends();
      pads.add(window.pads().get(i) + added.get(axis + 1));
      if (pads.get(i) > (window.kernel().get(axis) - 1) * window.dilations().get(axis)) {
        return null; // a window in the padding alone has no hardware
      }
    }
    if (reader.op() instanceof Conv conv) {
      return new Conv(conv.kernel(), conv.strides(), pads, conv.dilations(), conv.group());
    }
    boolean unpadded = window.pads().stream().allMatch(p -> p == 0);
    return reader.op() instanceof AveragePool pool && (unpadded || pool.countIncludePad())
        ? new AveragePool(pool.kernel(), pool.strides(), pads, pool.dilations(), true)
        : null;
  }
}
