package io.nn2fpga.ir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable graph.
 *
 * @param name the model's name
 * @param level which operations it holds
 * @param inputs what a frame brings in
 * @param outputs names of the values a frame gives
 * @param nodes in topological order
 * @param values every value by name, constants and inputs included, in order of definition
 * @param constants elements of the values that are constants, by name
 */
public record Graph(
    String name,
    Level level,
    List<String> inputs,
    List<String> outputs,
    List<Node> nodes,
    Map<String, Value> values,
    Map<String, Tensor> constants) {

  /** Copies the collections, keeping their order. */
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    constants = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  /**
   * The value of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Value value(String valueName) {
    Value value = values.get(valueName);
    if (value == null) {
      throw new IllegalArgumentException("no value '" + valueName + "' in graph " + name);
    }
    return value;
  }

  /**
   * The constant of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor constant(String valueName) {
    Tensor constant = constants.get(valueName);
    if (constant == null) {
      throw new IllegalArgumentException("no constant '" + valueName + "' in graph " + name);
    }
    return constant;
  }

  /** Whether the value of that name is a constant. */
  public boolean isConstant(String valueName) {
    return constants.containsKey(valueName);
  }

  /** The operands' types of a node, in order. */
  public List<Type> inputTypes(Node node) {
    return node.inputs().stream().map(n -> value(n).type()).toList();
  }

  /** The results' types of a node, in order. */
  public List<Type> outputTypes(Node node) {
    return node.outputs().stream().map(n -> value(n).type()).toList();
  }

  /** The nodes that read a value, in order; a node that reads it twice is listed once. */
  public List<Node> readers(String valueName) {
    return nodes.stream().filter(n -> n.inputs().contains(valueName)).toList();
  }

  /** Whether exactly one node reads a value and it is no output of the graph. */
  public boolean isReadOnce(String valueName) {
    return readers(valueName).size() == 1 && !outputs.contains(valueName);
  }

  /** An empty builder. */
  public static Builder builder(String name, Level level) {
    return new Builder(name, level);
  }

  /** Collects nodes in topological order and infers the types of their results. */
  public static final class Builder {
    private final String name;
    private final Level level;
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    private Builder(String name, Level level) {
      this.name = name;
      this.level = level;
    }

    /** Adds a graph input and returns its name. */
    public String input(String valueName, Type type) {
      define(new Value(valueName, type));
      inputs.add(valueName);
      return valueName;
    }

    /** Adds a constant and returns its name. */
    public String constant(String valueName, Tensor tensor) {
      define(new Value(valueName, tensor.type()));
      constants.put(valueName, tensor);
      return valueName;
    }

    /**
     * Adds a node; the types of its results are inferred.
     *
     * @throws IllegalArgumentException if an operand is not defined, a result's name is taken, or
     *     the operands do not fit the operation
     */
    public Node node(Node node) {
      List<Type> types = node.op().inferTypes(node.inputs().stream().map(n -> type(n)).toList());
      if (types.size() != node.outputs().size()) {
        throw new IllegalArgumentException(
            node.name() + ": " + types.size() + " results, " + node.outputs().size() + " names");
      }
      for (int i = 0; i < types.size(); i++) {
        define(new Value(node.outputs().get(i), types.get(i)));
      }
      nodes.add(node);
      return node;
    }

    /** Adds a node with one result named as the node; returns that name. */
    public String node(String nodeName, Operation op, List<String> operands, String source) {
      return node(new Node(nodeName, op, operands, List.of(nodeName), source)).output();
    }

    /** Marks a value as graph output. */
    public void output(String valueName) {
      type(valueName);
      outputs.add(valueName);
    }

    /** The type of a value that was defined. */
    public Type type(String valueName) {
      Value value = values.get(valueName);
      if (value == null) {
        throw new IllegalArgumentException("'" + valueName + "' is not defined");
      }
      return value.type();
    }

    /** Whether a value of this name was defined. */
    public boolean isDefined(String valueName) {
      return values.containsKey(valueName);
    }

    /** Whether a value of this name is an input. */
    public boolean isInput(String valueName) {
      return inputs.contains(valueName);
    }

    /** The graph. */
    public Graph build() {
      return new Graph(name, level, inputs, outputs, nodes, values, constants);
    }

    private void define(Value value) {
      if (values.putIfAbsent(value.name(), value) != null) {
        throw new IllegalArgumentException("'" + value.name() + "' is defined twice");
      }
    }
  }
}
