package io.nn2fpga.rtl;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.HlsText;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes {@code hls/}: the top function as a dataflow region with one call an actor, its constant
 * arrays, the kernels' headers, and the main program of the C simulation.
 */
final class HlsFiles {
  /** Depth of a stream of Vitis HLS without a FIFO of ours. */
  private static final int DEFAULT_DEPTH = 2;

  private HlsFiles() {}

  /** What the templates see of one stream. */
  public record StreamView(
      String name, String id, String comment, String type, int beats, int depth) {}

  /** What the template sees of one call. */
  public record Call(String comment, String text) {}

  static Map<String, String> of(Design design) {
    Map<String, String> files = new TreeMap<>();
    Sources sources = Sources.headers();
    sources.add("nn2fpga_csim", HlsFiles.class);
    Set<String> headers = new TreeSet<>();
    for (Design.Instance instance : design.instances()) {
      HlsInstance hls = instance.actor().hls();
      sources.add(hls);
      headers.add(HardwareSources.fileName(hls));
    }
    sources.texts().forEach((name, text) -> files.put("hls/" + name, text));
    Map<String, Object> values = values(design, headers);
    files.put("hls/" + design.name() + ".hpp", render("top.hpp.vm", values));
    files.put("hls/" + design.name() + ".cpp", render("top.cpp.vm", values));
    files.put("hls/csim.cpp", render("csim.cpp.vm", values));
    files.put("hls/weights.hpp", HlsArrays.header(design));
    return files;
  }

  private static String render(String template, Map<String, Object> values) {
    return Template.load(HlsFiles.class, template).render(values);
  }

  private static Map<String, Object> values(Design design, Set<String> headers) {
    Map<Design.Wire, String> names =
        design.wires().stream().collect(Collectors.toMap(w -> w, Design.Wire::id));
    design.ports().forEach(p -> names.put(p.wire(), p.name()));
    List<StreamView> inputs =
        design.inputs().stream().map(p -> view(p.wire(), names, DEFAULT_DEPTH)).toList();
    List<StreamView> outputs =
        design.outputs().stream().map(p -> view(p.wire(), names, DEFAULT_DEPTH)).toList();
    List<StreamView> ports = new ArrayList<>(inputs);
    ports.addAll(outputs);
    List<StreamView> inner =
        design.wires().stream()
            .filter(w -> w.id().equals(names.get(w)))
            .map(w -> view(w, names, depth(design, w)))
            .toList();
    Map<String, Object> values = new TreeMap<>();
    values.put("design", design.name());
    values.put("guard", design.name().toUpperCase(Locale.ROOT) + "_HPP");
    values.put("model", design.graph().name());
    values.put("headers", headers);
    values.put("inputs", inputs);
    values.put("outputs", outputs);
    values.put("ports", ports);
    values.put("inner", inner);
    values.put("calls", design.instances().stream().map(i -> call(i, names)).toList());
    return values;
  }

  private static StreamView view(Design.Wire wire, Map<Design.Wire, String> names, int depth) {
    StreamType type = wire.type();
    return new StreamView(
        String.valueOf(names.get(wire)),
        wire.id(),
        wire.stream() + ": " + type,
        HlsText.beatType(type),
        type.beatsPerFrame(),
        depth);
  }

  /** In HLS C++ a FIFO's function only copies; its depth belongs to the stream that leaves it. */
  private static int depth(Design design, Design.Wire wire) {
    Design.Instance writer = design.writer(wire);
    return writer != null && writer.actor().kernel() instanceof FifoKernel fifo
        ? fifo.depth()
        : DEFAULT_DEPTH;
  }

  private static Call call(Design.Instance instance, Map<Design.Wire, String> names) {
    HlsInstance hls = instance.actor().hls();
    List<String> arguments = new ArrayList<>();
    instance.inputs().forEach(w -> arguments.add(String.valueOf(names.get(w))));
    instance.outputs().forEach(w -> arguments.add(String.valueOf(names.get(w))));
    hls.arrays().forEach(a -> arguments.add(HlsArrays.name(instance, a)));
    return new Call(instance.node().name(), HlsText.call(hls, arguments));
  }
}
