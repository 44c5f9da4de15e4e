package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the bodies of a model's functions and of branches that are taken in their node's place. */
final class Inlining {
  /** A function that calls others twice each grows fast; no network has more nodes. */
  private static final int MAX_NODES = 100_000;

  private static final int MAX_DEPTH = 64;

  private final OnnxFile source;
  private final String file;
  private final GraphProto graph;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, FunctionProto> functions = new HashMap<>();
  private final List<NodeProto> nodes = new ArrayList<>();

  private Inlining(OnnxFile source) {
    this.source = source;
    this.file = String.valueOf(source.path().getFileName());
    this.graph = source.model().getGraph();
    graph.getInputList().forEach(input -> taken.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
    graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
    for (FunctionProto function : source.model().getFunctionsList()) {
      functions.put(
          key(function.getDomain(), function.getName(), function.getOverload()), function);
    }
  }

  private static String key(String domain, String name, String overload) {
    String standard = ModelHeader.isStandard(domain) ? "" : domain;
    return standard + "\n" + name + "\n" + overload;
  }

  /**
   * The model with the bodies of its functions in place of their calls.
   *
   * @throws DiagnosticException if a function calls itself, is of another opset than the model, or
   *     is called with more than it takes
   */
  static OnnxFile functions(OnnxFile source) {
    if (source.model().getFunctionsCount() == 0) {
      return source;
    }
    Inlining inlining = new Inlining(source);
    inlining.graph.getNodeList().forEach(node -> inlining.expand(node, 0));
    ModelProto.Builder copy = source.model().toBuilder().clearFunctions();
    copy.getGraphBuilder().clearNode().addAllNode(inlining.nodes);
    return source.with(copy.build());
  }

  private void expand(NodeProto node, int depth) {
    FunctionProto function =
        functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
    if (function == null) {
      nodes.add(node);
      if (nodes.size() > MAX_NODES) {
        throw failure(
            Code.UNSUPPORTED_MODEL, "the model has more than " + MAX_NODES + " nodes", node);
      }
      return;
    }
    if (depth > MAX_DEPTH) {
      throw failure(Code.MALFORMED_FILE, "functions call each other without end", node);
    }
    check(node, function);
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
    }
    List<NodeProto> copies = new ArrayList<>();
    for (int i = 0; i < Math.min(function.getOutputCount(), node.getOutputCount()); i++) {
      if (node.getOutput(i).isEmpty()) {
        continue;
      }
      String before = names.putIfAbsent(function.getOutput(i), node.getOutput(i));
      if (before != null) {
        copies.add(identity(node, before, node.getOutput(i)));
      }
    }
    BodyRenaming renaming = new BodyRenaming(prefix(node), names, arguments(node, function), taken);
    // Functions see nothing of their surroundings: a name that they do not define is not defined.
    function
        .getNodeList()
        .forEach(
            inner ->
                inner.getInputList().stream().filter(n -> !n.isEmpty()).forEach(renaming::define));
    renaming.nodes(function.getNodeList()).forEach(inner -> expand(inner, depth + 1));
    nodes.addAll(copies);
  }

  private void check(NodeProto node, FunctionProto function) {
    if (node.getInputCount() > function.getInputCount()
        || node.getOutputCount() > function.getOutputCount()) {
      throw failure(
          Code.MALFORMED_FILE,
          "function '" + function.getName() + "' is called with more than it takes or gives",
          node);
    }
    long own = standardOpset(function.getOpsetImportList());
    long models = standardOpset(source.model().getOpsetImportList());
    if (own != 0 && own != models) {
      throw failure(
          Code.UNSUPPORTED_MODEL,
          "function '" + function.getName() + "' is of opset " + own + ", the model of " + models,
          node);
    }
  }

  private static long standardOpset(List<OperatorSetIdProto> sets) {
    return sets.stream()
        .filter(set -> ModelHeader.isStandard(set.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(0);
  }

  private static Map<String, AttributeProto> arguments(NodeProto node, FunctionProto function) {
    Map<String, AttributeProto> arguments = new HashMap<>();
    function.getAttributeProtoList().forEach(a -> arguments.put(a.getName(), a));
    node.getAttributeList().forEach(a -> arguments.put(a.getName(), a));
    return arguments;
  }

  /**
   * The model with one branch in place of each of some If nodes.
   *
   * @param conditions by the node's index, whether the condition holds
   */
  static OnnxFile branches(OnnxFile source, Map<Integer, Boolean> conditions) {
    Inlining inlining = new Inlining(source);
    ModelProto.Builder copy = source.model().toBuilder();
    GraphProto.Builder result = copy.getGraphBuilder().clearNode();
    for (int i = 0; i < inlining.graph.getNodeCount(); i++) {
      NodeProto node = inlining.graph.getNode(i);
      Boolean condition = conditions.get(i);
      if (condition == null) {
        inlining.nodes.add(node);
      } else {
        inlining.take(node, condition ? "then_branch" : "else_branch", result);
      }
    }
    result.addAllNode(inlining.nodes);
    return source.with(copy.build());
  }

  private void take(NodeProto node, String branch, GraphProto.Builder result) {
    GraphProto body = branch(node, branch);
    if (body == null
        || body.getOutputCount() < node.getOutputCount()
        || nodes.size() + body.getNodeCount() > MAX_NODES) {
      throw failure(Code.MALFORMED_FILE, "'" + branch + "' does not give what the node does", node);
    }
    BodyRenaming renaming = new BodyRenaming(prefix(node), Map.of(), Map.of(), taken);
    for (TensorProto tensor : body.getInitializerList()) {
      result.addInitializer(tensor.toBuilder().setName(renaming.define(tensor.getName())));
    }
    nodes.addAll(renaming.nodes(body.getNodeList()));
    for (int i = 0; i < node.getOutputCount(); i++) {
      ValueInfoProto output = body.getOutput(i);
      if (!node.getOutput(i).isEmpty()) {
        nodes.add(identity(node, renaming.name(output.getName()), node.getOutput(i)));
      }
    }
  }

  private static @Nullable GraphProto branch(NodeProto node, String branch) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(branch) && a.hasG())
        .map(AttributeProto::getG)
        .findFirst()
        .orElse(null);
  }

  private static String prefix(NodeProto node) {
    return node.getName().isEmpty() ? node.getOpType() : node.getName();
  }

  private static NodeProto identity(NodeProto node, String input, String output) {
    return NodeProto.newBuilder()
        .setOpType("Identity")
        .setName(prefix(node) + "/" + output)
        .addInput(input)
        .addOutput(output)
        .build();
  }

  private DiagnosticException failure(Code code, String message, NodeProto node) {
    return new DiagnosticException(
        Diagnostic.of(
            code,
            message,
            file + ", node '" + node.getName() + "' (" + node.getOpType() + ")",
            code == Code.UNSUPPORTED_MODEL
                ? "inline and convert the model with onnx.inliner and onnx.version_converter"
                : "copy or export the model again"));
  }
}
