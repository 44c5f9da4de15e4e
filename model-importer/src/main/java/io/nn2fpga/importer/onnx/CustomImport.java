package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.nn2fpga.einstein.Definition;
import io.nn2fpga.einstein.Expansion;
import io.nn2fpga.einstein.Step;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Imports a node whose operator the user defined. */
final class CustomImport {
  private final NodeScope node;
  private final IdentityHashMap<Step, NodeScope.Operand> built = new IdentityHashMap<>();

  private CustomImport(NodeScope node) {
    this.node = node;
  }

  /** Whether a node is of another domain than ONNX's, and the user defined its operator. */
  static boolean isCustom(NodeProto node, Map<String, Definition> definitions) {
    return !ModelHeader.isStandard(node.getDomain()) && definitions.containsKey(node.getOpType());
  }

  /** What imports a node of which {@link #isCustom} holds. */
  static NodeImport of(NodeProto node, Map<String, Definition> definitions) {
    Definition definition = Objects.requireNonNull(definitions.get(node.getOpType()));
    return scope -> apply(scope, definition);
  }

  private static void apply(NodeScope node, Definition definition) {
    List<io.nn2fpga.einstein.Operand> operands = new ArrayList<>();
    for (int i = 0; i < node.operands(); i++) {
      node.name(i);
      operands.add(
          new io.nn2fpga.einstein.Operand(
              node.dims(i),
              node.isConstant(i)
                  ? node.tensor(node.constant(i, "the operand"), "the operand")
                  : null));
    }
    Step result = Expansion.of(definition, List.of(node.place()), node.isBatched(), operands);
    new CustomImport(node).finish(result);
  }

  private void finish(Step result) {
    if (result instanceof Step.Applied applied) {
      node.emitOf(applied.operation(), operands(applied));
    } else {
      node.emitOf(new Reshape(result.type().shape()), operand(result));
    }
  }

  private NodeScope.Operand[] operands(Step.Applied applied) {
    return applied.operands().stream().map(this::operand).toArray(NodeScope.Operand[]::new);
  }

  private NodeScope.Operand operand(Step step) {
    NodeScope.Operand known = built.get(step);
    if (known == null) {
      known = build(step);
      built.put(step, known);
    }
    return known;
  }

  private NodeScope.Operand build(Step step) {
    if (step instanceof Step.Given given) {
      return node.operand(given.index());
    } else if (step instanceof Step.Known constant) {
      return node.invented(constant.name(), constant.tensor());
    }
    Step.Applied applied = (Step.Applied) step;
    return node.apply(applied.operation(), operands(applied));
  }
}
