package io.nn2fpga.quant;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the codes that the accelerator takes mean: x = scale[c] · (code − zeroPoint[c]); all that a
 * driver needs to make them.
 *
 * @param model the model's input
 * @param preprocessing how raw data becomes the model's input
 * @param element of the codes
 * @param scales one for all channels, or one a channel; positive
 * @param zeroPoints one for all channels, or one a channel; not always whole numbers
 * @param raw whether raw bytes are the codes, the preprocessing being part of scales and zeroPoints
 */
public record InputEncoding(
    ModelInput model,
    Preprocessing preprocessing,
    IntegerElement element,
    List<Double> scales,
    List<Double> zeroPoints,
    boolean raw) {
  /** Bits of the codes that raw bytes are. */
  public static final int RAW_BITS = 8;

  /** Copies and checks the lists. */
  public InputEncoding {
    scales = List.copyOf(scales);
    zeroPoints = List.copyOf(zeroPoints);
    int channels = model.channels();
    for (List<Double> list : List.of(scales, zeroPoints)) {
      if (list.size() != 1 && list.size() != channels) {
        throw new IllegalArgumentException(list.size() + " entries for " + channels + " channels");
      }
    }
  }

  /** Raw bytes as codes: scale = scale/std, zero point = mean/scale. */
  public static InputEncoding ofRawBytes(ModelInput model, Preprocessing preprocessing) {
    int channels = model.channels();
    return new InputEncoding(
        model,
        preprocessing,
        IntegerElement.unsigned(RAW_BITS),
        single(
            IntStream.range(0, channels)
                .mapToObj(c -> preprocessing.scale() / preprocessing.std(c))
                .toList()),
        single(
            IntStream.range(0, channels)
                .mapToObj(c -> preprocessing.mean(c) / preprocessing.scale())
                .toList()),
        true);
  }

  /** Codes of a calibrated range, made by the driver. */
  public static InputEncoding calibrated(
      ModelInput model, Preprocessing preprocessing, Encoding encoding) {
    return new InputEncoding(
        model,
        preprocessing,
        encoding.element(),
        List.of(encoding.scale()),
        List.of((double) encoding.zeroPoint()),
        false);
  }

  private static List<Double> single(List<Double> list) {
    return list.stream().distinct().count() == 1 ? list.subList(0, 1) : list;
  }

  /** The type of the accelerator's input frame, {@code [H, W, C]}. */
  public TensorType frame() {
    return model.frame().frame(element);
  }

  /** The scale of a channel. */
  public double scale(int channel) {
    return scales.get(scales.size() == 1 ? 0 : channel);
  }

  /** The zero point of a channel. */
  public double zeroPoint(int channel) {
    return zeroPoints.get(zeroPoints.size() == 1 ? 0 : channel);
  }

  /**
   * The code that padding inserts: the rounded zero point.
   *
   * @return empty if the channels differ in it, or if no code stands for it
   */
  public OptionalInt padValue() {
    List<Long> codes = zeroPoints.stream().map(Rounding::halfEven).distinct().toList();
    return codes.size() == 1 && element.holds(codes.get(0))
        ? OptionalInt.of(Math.toIntExact(codes.get(0)))
        : OptionalInt.empty();
  }

  /**
   * Codes of a sample as the model takes it: rint(x / scale + zeroPoint), saturated, channels last.
   *
   * @param sample in the model's layout
   */
  public IntTensor quantize(FloatTensor sample) {
    if (!sample.type().shape().equals(model.type().shape())) {
      throw new IllegalArgumentException(sample.type() + " for input " + model.type());
    }
    ChannelsLast frame = model.frame();
    int[] codes = new int[frame.size()];
    for (int i = 0; i < codes.length; i++) {
      int c = i % frame.channels();
      double x = sample.data()[frame.order().get(i)];
      long code = Rounding.halfEven(x / scale(c) + zeroPoint(c));
      codes[i] = Saturation.clamp(code, element);
    }
    return new IntTensor(frame(), codes);
  }

  /**
   * Codes of a raw sample: the bytes themselves, or preprocessed and quantized.
   *
   * @param sample raw numbers in the preprocessing's layout; bytes as 0 to 255
   */
  public IntTensor fromRaw(float[] sample) {
    if (!raw) {
      return quantize(preprocessing.apply(sample, model));
    }
    float[] numbers = preprocessing.frame(sample, model);
    int[] codes = new int[numbers.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Saturation.clamp(Rounding.halfEven(numbers[i]), element);
    }
    return new IntTensor(frame(), codes);
  }
}
