package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies the nodes of a function or a branch to the place where it is used. */
final class BodyRenaming {
  private final Map<String, String> names;
  private final String prefix;
  private final Set<String> taken;
  private final Map<String, AttributeProto> arguments;

  /**
   * A renaming.
   *
   * @param prefix before the names of nodes and tensors of the body
   * @param names of what the body reads and gives, as they are where it is used
   * @param arguments attributes that the body may refer to, by name
   * @param taken all names of tensors there; those of the body are added
   */
  BodyRenaming(
      String prefix,
      Map<String, String> names,
      Map<String, AttributeProto> arguments,
      Set<String> taken) {
    this.prefix = prefix;
    this.names = new HashMap<>(names);
    this.arguments = arguments;
    this.taken = taken;
  }

  /** Gives a tensor of the body a name of its own; returns it. */
  String define(String name) {
    return names.computeIfAbsent(name, this::fresh);
  }

  private String fresh(String name) {
    String fresh = prefix + "/" + name;
    for (int i = 2; !taken.add(fresh); i++) {
      fresh = prefix + "/" + name + "_" + i;
    }
    return fresh;
  }

  /** What a tensor of the body is called where it is used. */
  String name(String name) {
    return name.isEmpty() ? "" : names.getOrDefault(name, name);
  }

  /** The nodes as they are where the body is used. */
  List<NodeProto> nodes(List<NodeProto> body) {
    for (NodeProto node : body) {
      node.getOutputList().stream().filter(o -> !o.isEmpty()).forEach(this::define);
    }
    return body.stream().map(this::node).toList();
  }

  private NodeProto node(NodeProto node) {
    NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
    node.getInputList().forEach(input -> copy.addInput(name(input)));
    node.getOutputList().forEach(output -> copy.addOutput(name(output)));
    copy.setName(prefix + "/" + (node.getName().isEmpty() ? node.getOpType() : node.getName()));
    addAttributes(node, copy, names);
    return copy.build();
  }

  private void addAttributes(NodeProto node, NodeProto.Builder copy, Map<String, String> outer) {
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto actual = argument(attribute);
      if (actual != null) {
        copy.addAttribute(
            actual.hasG() ? actual.toBuilder().setG(graph(actual.getG(), outer)).build() : actual);
      }
    }
  }

  /** The attribute, or what it refers to; null if the caller leaves that out. */
  private @Nullable AttributeProto argument(AttributeProto attribute) {
    if (attribute.getRefAttrName().isEmpty()) {
      return attribute;
    }
    AttributeProto argument = arguments.get(attribute.getRefAttrName());
    return argument == null ? null : argument.toBuilder().setName(attribute.getName()).build();
  }

  /** A graph within a node of the body: only what it reads from around it is renamed. */
  private GraphProto graph(GraphProto graph, Map<String, String> outer) {
    Map<String, String> visible = new HashMap<>(outer);
    graph.getInputList().forEach(input -> visible.remove(input.getName()));
    graph.getInitializerList().forEach(tensor -> visible.remove(tensor.getName()));
    graph.getNodeList().forEach(node -> node.getOutputList().forEach(visible::remove));
    GraphProto.Builder copy = graph.toBuilder().clearNode();
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder inner = node.toBuilder().clearInput().clearAttribute();
      node.getInputList().forEach(input -> inner.addInput(visible.getOrDefault(input, input)));
      addAttributes(node, inner, visible);
      copy.addNode(inner);
    }
    for (ValueInfoProto.Builder output : copy.getOutputBuilderList()) {
      output.setName(visible.getOrDefault(output.getName(), output.getName()));
    }
    return copy.build();
  }
}
