package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node's attributes by name and type; remembers which were read, so that none is overlooked. */
final class Attributes {
  /** Windows, axes and shapes beyond this are not those of a network. */
  private static final int MAX_INTEGER = 1 << 28;

  private final Map<String, AttributeProto> byName = new HashMap<>();
  private final Set<String> read = new HashSet<>();
  private final Function<String, RuntimeException> refusal;

  /**
   * The attributes of a node.
   *
   * @param refusal makes the exception that says that one cannot be used
   */
  Attributes(NodeProto node, Function<String, RuntimeException> refusal) {
    node.getAttributeList().forEach(a -> byName.put(a.getName(), a));
    this.refusal = refusal;
  }

  /** Whether the node has it. */
  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** Says that an attribute does not matter at inference. */
  void ignore(String name) {
    read.add(name);
  }

  /** All attributes, for another node that takes them over. */
  List<AttributeProto> takeAll() {
    read.addAll(byName.keySet());
    return byName.values().stream().sorted(Comparator.comparing(AttributeProto::getName)).toList();
  }

  /** Names of attributes that nobody asked for, sorted. */
  List<String> unread() {
    return byName.keySet().stream().filter(n -> !read.contains(n)).sorted().toList();
  }

  int integer(String name, int defaultValue) {
    AttributeProto attribute = find(name, AttributeType.INT);
    return attribute == null ? defaultValue : narrow(name, attribute.getI());
  }

  boolean flag(String name, boolean defaultValue) {
    int value = integer(name, defaultValue ? 1 : 0);
    if (value != 0 && value != 1) {
      throw refusal.apply("attribute '" + name + "' is " + value + ", not 0 or 1");
    }
    return value == 1;
  }

  float number(String name, float defaultValue) {
    AttributeProto attribute = find(name, AttributeType.FLOAT);
    return attribute == null ? defaultValue : attribute.getF();
  }

  String text(String name, String defaultValue) {
    AttributeProto attribute = find(name, AttributeType.STRING);
    return attribute == null ? defaultValue : attribute.getS().toStringUtf8();
  }

  @Nullable TensorProto tensor(String name) {
    AttributeProto attribute = find(name, AttributeType.TENSOR);
    return attribute == null ? null : attribute.getT();
  }

  float[] numbers(String name) {
    AttributeProto attribute = find(name, AttributeType.FLOATS);
    float[] result = new float[attribute == null ? 0 : attribute.getFloatsCount()];
    for (int i = 0; i < result.length; i++) {
      result[i] = attribute == null ? 0 : attribute.getFloats(i);
    }
    return result;
  }

  /** The integers, or null if the attribute is missing. */
  @Nullable List<Integer> integers(String name) {
    AttributeProto attribute = find(name, AttributeType.INTS);
    if (attribute == null) {
      return null;
    }
    List<Integer> result = new ArrayList<>();
    attribute.getIntsList().forEach(v -> result.add(narrow(name, v)));
    return result;
  }

  /** The integers whatever their size, or null if the attribute is missing. */
  long @Nullable [] longs(String name) {
    AttributeProto attribute = find(name, AttributeType.INTS);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  private int narrow(String name, long value) {
    if (value > MAX_INTEGER || value < -MAX_INTEGER) {
      throw refusal.apply("attribute '" + name + "' is " + value);
    }
    return (int) value;
  }

  private @Nullable AttributeProto find(String name, AttributeType type) {
    read.add(name);
    AttributeProto attribute = byName.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw refusal.apply(
          "attribute '" + name + "' is of type " + attribute.getType() + ", not " + type);
    }
    return attribute;
  }
}
