package io.nn2fpga.quant;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * What was done to raw data before the model saw it: x = (raw·scale − mean[c]) / std[c].
 *
 * @param scale positive
 * @param mean none (0), one for all channels, or one a channel
 * @param std none (1), one for all channels, or one a channel; positive
 * @param layout the order of the raw data's axes; matters for three axes only
 */
public record Preprocessing(double scale, List<Double> mean, List<Double> std, DataLayout layout) {

  /** Raw data is what the model takes, in the model's layout. */
  public static final Preprocessing NONE =
      new Preprocessing(1, List.of(), List.of(), DataLayout.NCHW);

  /** Copies the lists and checks the signs. */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (!(scale > 0) || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException("scale " + scale + ", std " + std);
    }
  }

  /** Whether mean and std have as many entries as a model input of {@code channels} needs. */
  public boolean fits(int channels) {
    return (mean.size() <= 1 || mean.size() == channels)
        && (std.size() <= 1 || std.size() == channels);
  }

  /** The mean of a channel. */
  public double mean(int channel) {
    return entry(mean, channel, 0);
  }

  /** The standard deviation of a channel. */
  public double std(int channel) {
    return entry(std, channel, 1);
  }

  private static double entry(List<Double> list, int channel, double none) {
    return list.isEmpty() ? none : list.get(list.size() == 1 ? 0 : channel);
  }

  /**
   * Raw data as the model takes it.
   *
   * @param raw one sample's numbers, in {@link #layout}
   * @param model the model's input type, channels first
   */
  public FloatTensor apply(float[] raw, TensorType model) {
    ChannelsLast frame = ChannelsLast.of(model);
    if (raw.length != frame.size()) {
      throw new IllegalArgumentException(raw.length + " numbers for " + model);
    }
    float[] x = new float[raw.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % frame.channels();
      int at = frame.order().get(i);
      double number = raw[layout == DataLayout.NHWC ? i : at];
      x[at] = (float) ((number * scale - mean(c)) / std(c));
    }
    return new FloatTensor(new TensorType(model.shape(), FloatElement.F32), x);
  }
}
