package io.nn2fpga.fold.fake;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.TimingMachine;
import java.util.List;

/** Changes the lanes of a stream; its timing is of no interest to these tests. */
public record FakeConverter(int lanes) implements Kernel {
  @Override
  public String mnemonic() {
    return "fake-convert";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return List.of(((StreamType) inputs.get(0)).withLanes(lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return List.of((IntTensor) inputs.get(0));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HlsInstance hls(Actor actor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long interval(Actor actor) {
    return actor.input().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    return new Inventory(List.of(), 0, 2, List.of(), 0);
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new TimingMachine() {
      private int held;

      @Override
      public boolean valid(int output) {
        return held > 0;
      }

      @Override
      public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
        return held < 1;
      }

      @Override
      public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
        held += (taken[0] ? 1 : 0) - (given[0] ? 1 : 0);
      }
    };
  }
}
