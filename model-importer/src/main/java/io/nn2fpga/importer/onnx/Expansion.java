package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Imports a model's node as several standard ones, each by its own import. The operator proper
 * keeps the node's name, the others append what they do.
 */
final class Expansion {
  private final NodeScope node;
  private final GraphAssembly assembly;

  Expansion(NodeScope node, GraphAssembly assembly) {
    this.node = node;
    this.assembly = assembly;
  }

  /** An attribute that is a number. */
  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** The name of a new constant. */
  String constant(String what, Constant constant, NumberFormat format) {
    String name = assembly.inventedTensor(node.result() + "/" + what);
    assembly.define(name, constant);
    assembly.setFormat(name, format);
    return name;
  }

  /** The name of a new number. */
  String number(String what, float value) {
    return constant(
        what, new Constant.Floats(List.of(), new float[] {value}), NumberFormat.FLOAT32);
  }

  /**
   * The real numbers of an operand.
   *
   * @param codes index of the operand
   * @param scale name of the scale
   * @param zero index of the zero point, which may be left out
   * @param axis of the operand that vectors of scales and zero points go along
   */
  String dequantized(int codes, String scale, int zero, int axis) {
    List<String> inputs = new ArrayList<>(List.of(node.name(codes), scale));
    if (node.has(zero)) {
      inputs.add(node.name(zero));
    }
    return step("DequantizeLinear", "/dequantize" + codes, inputs, List.of(integer("axis", axis)));
  }

  /** The real numbers of an operand with one scale and zero point, behind it in the node. */
  String dequantized(int codes) {
    return dequantized(codes, node.name(codes + 1), codes + 2, 0);
  }

  /** The node's result is codes of a value. */
  void quantizeResult(String value, int scale, int zero) {
    List<String> inputs = new ArrayList<>(List.of(value, node.name(scale)));
    if (node.has(zero)) {
      inputs.add(node.name(zero));
    }
    importStep(
        NodeProto.newBuilder()
            .setOpType("QuantizeLinear")
            .addAllInput(inputs)
            .addOutput(node.result()),
        "/quantize");
  }

  /** The operator proper; returns the name of its result. */
  String operator(String type, List<String> inputs, List<AttributeProto> attributes) {
    return step(type, "", inputs, attributes);
  }

  /** The operator proper, whose result is the node's. */
  void finish(String type, NumberFormat format, List<String> inputs, AttributeProto... attributes) {
    importStep(
        NodeProto.newBuilder()
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(node.result())
            .addAllAttribute(Arrays.asList(attributes)),
        "");
    assembly.setFormat(node.result(), format);
  }

  private String step(
      String type, String role, List<String> inputs, List<AttributeProto> attributes) {
    String result = assembly.inventedTensor(node.result() + "/" + type + role.replace("/", "."));
    importStep(
        NodeProto.newBuilder()
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(result)
            .addAllAttribute(attributes),
        role);
    return result;
  }

  private void importStep(NodeProto.Builder step, String role) {
    NodeScope scope = node.step(step.build(), role);
    NodeImport operator = OnnxImporter.standard(step.getOpType());
    if (operator == null) {
      throw new IllegalStateException("no import of " + step.getOpType());
    }
    operator.apply(scope);
    scope.checkAttributes();
  }
}
