package io.nn2fpga.driver;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.HostGraphs;
import io.nn2fpga.lower.ModelCodes;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entry {@code host} of {@code design.json}: what the driver runs before and behind. */
final class HostRecord {
  private HostRecord() {}

  /** The entry; null if the encodings say everything. */
  static @Nullable Map<String, Object> of(HostGraphs host, HostInput input) {
    Graph head = host.headPiece();
    Graph tail = host.tailPiece();
    if (head == null && tail == null) {
      return null;
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("input", input(input));
    record.put("head", head == null ? null : head(head));
    record.put("tail", tail == null ? null : tail(tail, host.readsCodes()));
    return record;
  }

  private static Map<String, Object> input(HostInput input) {
    ModelInput model = input.model();
    TensorType type = model.type();
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("name", input.name());
    record.put("shape", type.shape());
    record.put("takesCodes", type.element() instanceof IntegerElement);
    record.put("codes", codes(input.codes()));
    record.put("layout", model.layout().name());
    // Raw data of more axes than a frame has are what the model takes.
    record.put("frame", type.shape().size() <= 3 ? DesignRecord.frame(model.frame()) : null);
    Preprocessing raw = input.preprocessing();
    Map<String, Object> rawRecord = new LinkedHashMap<>();
    rawRecord.put("layout", raw.layoutFor(model).name());
    rawRecord.put("shape", raw.rawShape(model));
    rawRecord.put("scale", raw.scale());
    rawRecord.put("mean", DesignRecord.perChannel(raw.mean().size(), raw::mean));
    rawRecord.put("std", DesignRecord.perChannel(raw.std().size(), raw::std));
    record.put("raw", rawRecord);
    return record;
  }

  private static Map<String, Object> head(Graph head) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("file", DriverFiles.HEAD);
    record.put("outputs", head.outputs());
    record.put(
        "givesCodes",
        head.value(head.outputs().get(0)).tensor().element() instanceof IntegerElement);
    return record;
  }

  private static Map<String, Object> tail(Graph tail, boolean readsCodes) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("file", DriverFiles.TAIL);
    record.put("readsCodes", readsCodes);
    record.put("inputs", tail.inputs());
    record.put("output", tail.outputs().get(0));
    record.put("codes", codes(ModelCodes.ofOutput(tail)));
    return record;
  }

  /** What codes stand for: x = scale · (code − zeroPoint). */
  private static @Nullable Map<String, Object> codes(@Nullable CodeGrid grid) {
    if (grid == null) {
      return null;
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("scale", (double) grid.scale());
    record.put("zeroPoint", grid.zeroPoint());
    record.put("min", grid.min());
    record.put("max", grid.max());
    return record;
  }
}
