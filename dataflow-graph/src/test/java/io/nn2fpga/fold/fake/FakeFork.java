package io.nn2fpga.fold.fake;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.TimingMachine;
import java.util.List;

/** Gives each beat to two readers. */
public record FakeFork() implements Kernel {
  @Override
  public String mnemonic() {
    return "fake-fork";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return List.of(inputs.get(0), inputs.get(0));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return List.of((IntTensor) inputs.get(0), (IntTensor) inputs.get(0));
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
      private final boolean[] pending = new boolean[2];

      @Override
      public boolean valid(int output) {
        return pending[output];
      }

      @Override
      public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
        return (!pending[0] || outputReady[0]) && (!pending[1] || outputReady[1]);
      }

      @Override
      public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
        for (int i = 0; i < pending.length; i++) {
          pending[i] = taken[0] || (pending[i] && !given[i]);
        }
      }
    };
  }
}
