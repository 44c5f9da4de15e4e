package io.nn2fpga.quant;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was done to raw data before the model saw it: x = (raw·scale − mean[c]) / std[c].
 *
 * @param scale positive
 * @param mean none (0), one for all channels, or one a channel
 * @param std none (1), one for all channels, or one a channel; positive
 * @param layout the order of the raw data's axes; null for the model's own
 */
public record Preprocessing(
    double scale, List<Double> mean, List<Double> std, @Nullable DataLayout layout) {

  /** Raw data is what the model takes, in the model's layout. */
  public static final Preprocessing NONE = new Preprocessing(1, List.of(), List.of(), null);

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

  /** The order of the raw data's axes. */
  public DataLayout layoutFor(ModelInput model) {
    return layout == null ? model.layout() : layout;
  }

  /** The extents of one raw sample. */
  public List<Integer> rawShape(ModelInput model) {
    return model.shape(layoutFor(model));
  }

  /** One sample's raw numbers in the order of the model's frame, channels last. */
  float[] frame(float[] raw, ModelInput model) {
    ChannelsLast frame = model.frame();
    if (raw.length != frame.size()) {
      throw new IllegalArgumentException(raw.length + " numbers for " + model.type());
    }
    DataLayout given = layoutFor(model);
    float[] laidOut = new float[raw.length];
    for (int i = 0; i < laidOut.length; i++) {
      laidOut[i] = raw[frame.index(given, i)];
    }
    return laidOut;
  }

  /**
   * Raw data as the model takes it.
   *
   * @param raw one sample's numbers, in {@link #layoutFor}
   */
  public FloatTensor apply(float[] raw, ModelInput model) {
    ChannelsLast frame = model.frame();
    float[] laidOut = frame(raw, model);
    float[] x = new float[raw.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % frame.channels();
      x[frame.order().get(i)] = (float) ((laidOut[i] * scale - mean(c)) / std(c));
    }
    return new FloatTensor(new TensorType(model.type().shape(), FloatElement.F32), x);
  }
}
