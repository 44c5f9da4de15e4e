package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Orders the nodes that the outputs depend on; finds cycles and names that nothing defines. */
final class Topology {
  private final GraphProto graph;
  private final Places places;
  private final Diagnostics diagnostics;
  private final Set<String> given = new HashSet<>();
  private final Map<String, Integer> producers = new HashMap<>();

  /**
   * A topology.
   *
   * @param given names of inputs and initializers
   */
  Topology(GraphProto graph, Set<String> given, Places places, Diagnostics diagnostics) {
    this.graph = graph;
    this.places = places;
    this.diagnostics = diagnostics;
    this.given.addAll(given);
    findProducers();
  }

  private void findProducers() {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        if (output.isEmpty()) {
          continue;
        }
        if (given.contains(output) || producers.putIfAbsent(output, i) != null) {
          malformed("'" + output + "' is defined twice", places.node(i));
        }
      }
    }
  }

  /**
   * The live nodes' indices, each after those it reads from, in the file's order where possible.
   *
   * @return fewer than all live nodes if a diagnostic was added
   */
  List<Integer> order() {
    Set<Integer> live = live();
    int[] waiting = new int[graph.getNodeCount()];
    Map<Integer, List<Integer>> readers = new HashMap<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int node : live) {
      Set<Integer> sources = sources(node);
      waiting[node] = sources.size();
      sources.forEach(s -> readers.computeIfAbsent(s, k -> new ArrayList<>()).add(node));
      if (sources.isEmpty()) {
        ready.add(node);
      }
    }
    List<Integer> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int node = ready.remove();
      order.add(node);
      for (int reader : readers.getOrDefault(node, List.of())) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    if (order.size() < live.size()) {
      live.removeAll(new HashSet<>(order));
      reportCycle(live);
    }
    return order;
  }

  private Set<Integer> live() {
    Deque<Integer> open = new ArrayDeque<>();
    Set<Integer> live = new HashSet<>();
    graph
        .getOutputList()
        .forEach(o -> reach(o.getName(), places.file() + ", output '" + o.getName() + "'", open));
    while (!open.isEmpty()) {
      int node = open.pop();
      if (live.add(node)) {
        for (String input : graph.getNode(node).getInputList()) {
          reach(input, places.node(node), open);
        }
      }
    }
    return live;
  }

  private void reach(String name, String reader, Deque<Integer> open) {
    Integer producer = producers.get(name);
    if (producer != null) {
      open.push(producer);
    } else if (!name.isEmpty() && !given.contains(name)) {
      malformed("'" + name + "' is read but nothing defines it", reader);
    }
  }

  private Set<Integer> sources(int node) {
    Set<Integer> sources = new HashSet<>();
    for (String input : graph.getNode(node).getInputList()) {
      Integer producer = producers.get(input);
      if (producer != null && !given.contains(input)) {
        sources.add(producer);
      }
    }
    return sources;
  }

  /** Walks against the edges among nodes that all wait, so that it must come back somewhere. */
  private void reportCycle(Set<Integer> stuck) {
    List<Integer> walk = new ArrayList<>();
    int node = stuck.stream().min(Integer::compare).orElseThrow();
    while (!walk.contains(node)) {
      walk.add(node);
      node = sources(node).stream().filter(stuck::contains).min(Integer::compare).orElseThrow();
    }
    List<Integer> cycle = walk.subList(walk.indexOf(node), walk.size());
    diagnostics.add(
        new Diagnostic(
            Code.MALFORMED_FILE,
            "nodes read each other's results in a cycle",
            cycle.stream().map(places::node).toList(),
            "recurrent networks have to be unrolled before the export"));
  }

  private void malformed(String message, String at) {
    diagnostics.add(new Diagnostic(Code.MALFORMED_FILE, message, Arrays.asList(at), null));
  }

  /** The nodes' places in messages. */
  record Places(String file, GraphProto graph) {
    /** A node as a user would look it up. */
    String node(int index) {
      NodeProto node = graph.getNode(index);
      String name = node.getName().isEmpty() ? "#" + index : "'" + node.getName() + "'";
      return file + ", node " + name + " (" + node.getOpType() + ")";
    }

    /** A node with its results. */
    String nodeAndOutputs(int index) {
      List<String> outputs =
          graph.getNode(index).getOutputList().stream()
              .filter(o -> !o.isEmpty())
              .map(o -> "'" + o + "'")
              .toList();
      return node(index)
          + (outputs.size() == 1 ? ", output " : ", outputs ")
          + String.join(", ", outputs);
    }

    /** A name for the node in the imported graph. */
    String nodeName(int index) {
      NodeProto node = graph.getNode(index);
      // TFLite's converter joins the names of all that it fused by semicolons, the first computed
      // last: it is the one that people look for.
      String name = node.getName().substring(node.getName().lastIndexOf(';') + 1);
      return name.isEmpty() ? node.getOpType() + "_" + index : name;
    }
  }
}
