package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Quantizers for inputs that a QONNX model annotates with a datatype of whole numbers.
 *
 * <p>QONNX writes the datatypes BIPOLAR, BINARY, TERNARY, INT<i>n</i> and UINT<i>n</i> as
 * quantization annotations of the key {@code finn_datatype}, without a quantizer. The annotation is
 * a promise: samples hold nothing else, so a quantizer of scale 1 changes none of them, and makes
 * the layers behind it layers of codes.
 */
final class InputAnnotations {
  private static final String KEY = "finn_datatype";
  private static final Pattern WHOLE = Pattern.compile("(U?)INT(\\d{1,2})");

  /** Wider ones are what QONNX calls numbers of which it knows nothing. */
  private static final int MOST_BITS = 16;

  private static final String DOMAIN = "qonnx.custom_op.general";

  private final GraphProto.Builder graph;
  private final Set<String> taken = new HashSet<>();

  private InputAnnotations(GraphProto.Builder graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
    graph.getInputList().forEach(input -> taken.add(input.getName()));
    graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
  }

  /** The model with a quantizer behind each such input; the file's bytes stay what they are. */
  static OnnxFile quantize(OnnxFile source) {
    ModelProto.Builder copy = source.model().toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    InputAnnotations annotations = new InputAnnotations(graph);
    Set<String> initializers = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
    boolean changed = false;
    for (ValueInfoProto input : graph.getInputList()) {
      if (!initializers.contains(input.getName())) {
        changed |= annotations.quantize(input.getName());
      }
    }
    return changed ? new OnnxFile(source.path(), source.bytes(), copy.build()) : source;
  }

  private boolean quantize(String input) {
    NodeProto.Builder quantizer = quantizer(input, datatype(input));
    if (quantizer == null) {
      return false;
    }
    String quantized = unique(input + "_quantized");
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(input)) {
          node.setInput(i, quantized);
        }
      }
    }
    // At the end, so that nodes keep their numbers in messages; they are put in order later.
    graph.addNode(quantizer.setName(quantized).setDomain(DOMAIN).addOutput(quantized));
    return true;
  }

  private String datatype(String tensor) {
    return graph.getQuantizationAnnotationList().stream()
        .filter(annotation -> annotation.getTensorName().equals(tensor))
        .map(TensorAnnotation::getQuantParameterTensorNamesList)
        .flatMap(List::stream)
        .filter(entry -> entry.getKey().equals(KEY))
        .map(entry -> entry.getValue())
        .findFirst()
        .orElse("");
  }

  private NodeProto.@Nullable Builder quantizer(String input, String datatype) {
    Matcher whole = WHOLE.matcher(datatype);
    if (whole.matches()) {
      int bits = Integer.parseInt(whole.group(2));
      return bits < 1 || bits > MOST_BITS
          ? null
          : quant(input, bits, whole.group(1).isEmpty(), false);
    }
    return switch (datatype) {
      case "BIPOLAR" ->
          NodeProto.newBuilder()
              .setOpType("BipolarQuant")
              .addAllInput(List.of(input, number(input + "_scale", 1)));
      case "BINARY" -> quant(input, 1, false, false);
      case "TERNARY" -> quant(input, 2, true, true);
      default -> null;
    };
  }

  private NodeProto.Builder quant(String input, int bits, boolean signed, boolean narrow) {
    return NodeProto.newBuilder()
        .setOpType("Quant")
        .addInput(input)
        .addInput(number(input + "_scale", 1))
        .addInput(number(input + "_zero", 0))
        .addInput(number(input + "_bits", bits))
        .addAllAttribute(List.of(flag("signed", signed), flag("narrow", narrow)));
  }

  private static AttributeProto flag(String name, boolean value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INT)
        .setI(value ? 1 : 0)
        .build();
  }

  private String number(String wanted, float value) {
    String name = unique(wanted);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT_VALUE)
            .addFloatData(value));
    return name;
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
