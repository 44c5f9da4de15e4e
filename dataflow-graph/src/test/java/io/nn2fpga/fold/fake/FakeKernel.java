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

/**
 * Takes {@code burst} beats, computes for {@code delay} cycles, then gives the beats back.
 *
 * @param burst beats it works on at a time; divides the beats of a frame
 * @param delay cycles between the last beat in and the first beat out
 * @param products multipliers it consists of
 */
public record FakeKernel(int burst, int delay, long products) implements Kernel {
  @Override
  public String mnemonic() {
    return "fake";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return List.of(inputs.get(0));
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
    return (long) actor.input().beatsPerFrame() / burst * (2L * burst + delay);
  }

  @Override
  public Inventory inventory(Actor actor) {
    return new Inventory(
        List.of(new Inventory.Product(8, 8, products)), 100 * products, 10, List.of(), 0);
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new TimingMachine() {
      private int held;
      private int waited;
      private boolean giving;

      @Override
      public boolean valid(int output) {
        return giving;
      }

      @Override
      public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
        return !giving && held < burst;
      }

      @Override
      public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
        if (given[0]) {
          held--;
          giving = held > 0;
        } else if (taken[0]) {
          held++;
          waited = 0;
          giving = held == burst && delay == 0;
        } else if (!giving && held == burst) {
          waited++;
          giving = waited == delay;
        }
      }
    };
  }
}
