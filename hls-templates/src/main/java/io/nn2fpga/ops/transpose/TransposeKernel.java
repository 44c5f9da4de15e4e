package io.nn2fpga.ops.transpose;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exchanges rows and columns of the tiles of a frame, on a stream of one pixel a beat: y[r·W +
 * j][i] = x[r·rows + i][j]. Two memories of a tile each, one filled while the other is read.
 *
 * <p>Operand: a stream of {@code [H, W, C]}, H a multiple of {@code rows}. Result: {@code [H / rows
 * · W, rows, C]} by as many lanes.
 *
 * @param rows rows of a tile; its columns are all of the frame
 */
public record TransposeKernel(int rows) implements Kernel {

  /** Checks the rows. */
  public TransposeKernel {
    if (rows < 1) {
      throw new IllegalArgumentException("tiles of " + rows + " rows");
    }
  }

  @Override
  public String mnemonic() {
    return "transpose";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    if (in.height() % rows != 0) {
      throw new IllegalArgumentException("tiles of " + rows + " rows of " + in);
    }
    return List.of(StreamType.of(resultType(in.frame()), in.lanes()));
  }

  private TensorType resultType(TensorType x) {
    return TensorType.of(x.element(), x.extent(0) / rows * x.extent(1), rows, x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int columns = x.type().extent(1);
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    for (int pixel = 0; pixel < type.extent(0) * rows; pixel++) {
      int i = pixel % rows;
      int j = pixel / rows % columns;
      int tile = pixel / rows / columns;
      int from = ((tile * rows + i) * columns + j) * channels;
      System.arraycopy(x.data(), from, result, pixel * channels, channels);
    }
    return List.of(new IntTensor(type, result));
  }

  private int tiles(StreamType in) {
    return in.height() / rows;
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("DATA_BITS", (long) in.dataBits());
    parameters.put("BEATS", (long) in.beatsPerGroup());
    parameters.put("ROWS", (long) rows);
    parameters.put("COLUMNS", (long) in.width());
    parameters.put("TILES", (long) tiles(in));
    return new ModuleInstance("nn2fpga_transpose", TransposeKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    List<Long> arguments =
        List.of(
            (long) tiles(in),
            (long) rows,
            (long) in.width(),
            (long) in.beatsPerGroup(),
            (long) in.lanes(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L);
    return new HlsInstance("transpose", TransposeKernel.class, arguments, List.of());
  }

  private int tileBeats(StreamType in) {
    return rows * in.width() * in.beatsPerGroup();
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new TransposeMachine(tileBeats(actor.input()));
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    int tile = tileBeats(in);
    int address = IntegerElement.holding(0, 2L * tile - 1).bits();
    int counters =
        IntegerElement.holding(0, in.beatsPerGroup()).bits()
            + IntegerElement.holding(0, rows).bits()
            + IntegerElement.holding(0, in.width()).bits()
            + IntegerElement.holding(0, tiles(in)).bits();
    return new Inventory(
        List.of(),
        5L * address + counters,
        in.dataBits() + 5L + 3L * address + counters,
        List.of(new Inventory.Memory(2 * tile, in.dataBits(), false)),
        4L * address);
  }
}
