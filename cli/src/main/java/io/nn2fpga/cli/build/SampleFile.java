package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.npy.NpyType;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a .npy file. Whole numbers are raw data, bytes that the project's preprocessing turns
 * into the model's input; floating-point numbers are what the model takes already, unless the
 * project says that they are raw as well.
 */
public final class SampleFile {
  private final NpyArray array;
  private final ModelInput model;
  private final Preprocessing preprocessing;
  private final boolean raw;

  /** How many samples are made where none are given. */
  private static final int SEEDED = 8;

  private SampleFile(NpyArray array, ModelInput model, Preprocessing preprocessing, boolean raw) {
    this.array = array;
    this.model = model;
    this.preprocessing = preprocessing;
    this.raw = raw;
  }

  /**
   * Reads a file of samples.
   *
   * @param model the model's input
   * @param preprocessing what turns raw data into the model's input; null if the project has none
   * @param rawFloats whether floating-point numbers are raw data too
   * @throws DiagnosticException if the file cannot be read, or its shape or type does not fit
   */
  public static SampleFile read(
      Path file, ModelInput model, @Nullable Preprocessing preprocessing, boolean rawFloats) {
    NpyArray array = NpyFile.read(file);
    boolean ofCodes = model.type().element() instanceof IntegerElement;
    boolean raw = !ofCodes && (array.type().isInteger() || rawFloats);
    if (raw && preprocessing == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.DATA_TYPE,
              "whole numbers ("
                  + array.type().word()
                  + ") for a model that takes f32, and no preprocessing is given",
              file.toString(),
              "say how they become the model's input: 'preprocess' in nn2fpga.yaml, or --scale,"
                  + " for example --scale 0.00392156862745098 (1/255) for images"));
    }
    Preprocessing used = preprocessing == null ? Preprocessing.NONE : preprocessing;
    List<Integer> expected = raw ? used.rawShape(model) : model.type().shape();
    if (array.shape().isEmpty() || array.samples() < 1 || !array.sampleShape().equals(expected)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.DATA_SHAPE,
              "data of shape "
                  + array.shape()
                  + ", but samples of shape "
                  + expected
                  + " are needed",
              file.toString(),
              "axis 0 counts samples: the file's shape should be [N, "
                  + join(expected)
                  + "]"
                  + (isReordered(array, expected)
                      ? "; a sample has as many numbers, but no order of axes is guessed: transpose"
                          + " or reshape the data"
                      : "")));
    }
    if (raw && array.type() != NpyType.U1) {
      requireBytes(file, array);
    }
    if (model.type().element() instanceof IntegerElement element) {
      requireCodes(file, array, element);
    }
    return new SampleFile(array, model, used, raw);
  }

  /** Whether samples have the extents that are needed but for their order and for axes of 1. */
  private static boolean isReordered(NpyArray array, List<Integer> expected) {
    return !array.shape().isEmpty()
        && array.samples() > 0
        && longAxes(array.sampleShape()).equals(longAxes(expected));
  }

  private static List<Integer> longAxes(List<Integer> shape) {
    return shape.stream().filter(extent -> extent != 1).sorted().toList();
  }

  /** The accelerator's input port takes raw data as unsigned bytes. */
  private static void requireBytes(Path file, NpyArray array) {
    for (int i = 0; i < array.samples(); i++) {
      for (float number : array.floats(i)) {
        if (!(number >= 0 && number <= 255) || number != Math.rint(number)) {
          throw new DiagnosticException(
              Diagnostic.of(
                  Code.DATA_TYPE,
                  "raw data with the number " + number + " in sample " + i + ", which is no byte",
                  file.toString(),
                  "raw data are whole numbers from 0 to 255; preprocess others yourself, and save"
                      + " what the model takes as floats"));
        }
      }
    }
  }

  private static String join(List<Integer> shape) {
    return String.join(", ", shape.stream().map(String::valueOf).toList());
  }

  /** How many samples there are. */
  public int count() {
    return array.samples();
  }

  /** Whether samples are unsigned bytes before preprocessing. */
  public boolean isRaw() {
    return raw;
  }

  /** A sample as the float model takes it. */
  public FloatTensor modelInput(int index) {
    return raw ? preprocessing.apply(array.floats(index), model) : array.tensor(index);
  }

  /** The first samples as the float model takes them; fewer if the file has fewer. */
  public List<FloatTensor> modelInputs(int atMost) {
    return IntStream.range(0, Math.min(atMost, count())).mapToObj(this::modelInput).toList();
  }

  /** The first samples as the accelerator takes them; fewer if the file has fewer. */
  public List<IntTensor> codes(QuantizedModel quantized, int atMost) {
    if (!isOfCodes() && quantized.host().head() == null) {
      return codes(quantized.input(), atMost);
    }
    return IntStream.range(0, Math.min(atMost, count()))
        .mapToObj(i -> quantized.codes(isOfCodes() ? codes(i) : modelInput(i)))
        .toList();
  }

  /** The first samples as an encoding says; fewer if the file has fewer. */
  public List<IntTensor> codes(InputEncoding encoding, int atMost) {
    List<IntTensor> frames = new ArrayList<>();
    for (int i = 0; i < Math.min(atMost, count()); i++) {
      frames.add(raw ? encoding.fromRaw(array.floats(i)) : encoding.quantize(array.tensor(i)));
    }
    return frames;
  }

  /** Whether the model takes codes, which the samples are. */
  private boolean isOfCodes() {
    return model.type().element() instanceof IntegerElement;
  }

  private IntTensor codes(int index) {
    float[] numbers = array.floats(index);
    int[] codes = new int[numbers.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers[i];
    }
    return new IntTensor(model.type(), codes);
  }

  /** Seeded codes for a model that takes codes. */
  static SampleFile seeded(ModelInput model) {
    IntegerElement element = (IntegerElement) model.type().element();
    Random random = new Random(1);
    float[] codes = new float[SEEDED * model.type().size()];
    int span = (int) (element.max() - element.min() + 1);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = element.min() + random.nextInt(span);
    }
    List<Integer> shape = new ArrayList<>(List.of(SEEDED));
    shape.addAll(model.type().shape());
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    return new SampleFile(NpyArray.ofFloats(codes, extents), model, Preprocessing.NONE, false);
  }

  /** Every number is a code of the model's input. */
  private static void requireCodes(Path file, NpyArray array, IntegerElement element) {
    for (int i = 0; i < array.samples(); i++) {
      for (float number : array.floats(i)) {
        if (number != Math.rint(number) || !element.holds((long) number)) {
          throw new DiagnosticException(
              Diagnostic.of(
                  Code.DATA_TYPE,
                  "the number " + number + " in sample " + i + " is no code of " + element,
                  file.toString(),
                  "the model takes codes: give whole numbers from "
                      + element.min()
                      + " to "
                      + element.max()));
        }
      }
    }
  }
}
