package io.nn2fpga.cli.project;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that stand for keys of the project file and win over them. */
public final class ProjectOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the design and of its build folder.")
  private @Nullable String name;

  @Option(names = "--board", paramLabel = "BOARD", description = "Board to build for.")
  private @Nullable String board;

  @Option(
      names = "--link",
      paramLabel = "KIND",
      description =
          "Which of the board's links the host is at: uart, spi ... ('nn2fpga boards BOARD' lists"
              + " them). Default: the first.")
  private @Nullable String link;

  @Option(
      names = "--calibrate",
      paramLabel = "X.npy",
      description = "Samples that the activation ranges are taken from.")
  private @Nullable Path calibration;

  @Option(names = "--test", paramLabel = "X.npy", description = "Samples to measure accuracy on.")
  private @Nullable Path test;

  @Option(names = "--labels", paramLabel = "Y.npy", description = "Class numbers of --test.")
  private @Nullable Path labels;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = "Raw data times S is what the model takes, for example 0.00392156862745098.")
  private @Nullable Double scale;

  @Option(
      names = "--bits",
      paramLabel = "N",
      description = "Bits of weights and activations, 2 to 8. Default: 8.")
  private @Nullable Integer bits;

  @Option(
      names = "--weight-bits",
      paramLabel = "N",
      description = "Bits of weights, in place of --bits.")
  private @Nullable Integer weightBits;

  @Option(
      names = "--activation-bits",
      paramLabel = "N",
      description = "Bits of activations, in place of --bits.")
  private @Nullable Integer activationBits;

  @Mixin private QuantizeOptions quantize = new QuantizeOptions();

  @Option(
      names = "--quantization",
      paramLabel = "FILE",
      description = "Replay a quantization.yaml: bits and ranges, in place of calibration.")
  private @Nullable Path quantization;

  @Option(
      names = "--target-fps",
      paramLabel = "N",
      description = "Reach N frames a second with the least resources.")
  private @Nullable Double fps;

  @Option(
      names = "--utilization",
      paramLabel = "SHARE",
      description =
          "Share of the board to fill, above 0 to 1; above 1: percent. Default: the board's, 0.5"
              + " for most.")
  private @Nullable Double utilization;

  @Option(
      names = "--clock",
      paramLabel = "MHZ",
      converter = ClockConverter.class,
      description =
          "Clock of the accelerator in MHz; max: as fast as place and route gets, on boards of open"
              + " flows.")
  private @Nullable Clock clock;

  /** A clock in MHz, or null for the fastest. */
  record Clock(@Nullable Double mhz) {}

  /** Reads {@code --clock}. */
  static final class ClockConverter implements ITypeConverter<Clock> {
    @Override
    public Clock convert(String text) {
      if (text.equals("max")) {
        return new Clock(null);
      }
      try {
        return new Clock(Double.valueOf(text));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is neither a number of MHz nor 'max'");
      }
    }
  }

  @Option(
      names = "--schedule",
      paramLabel = "FILE",
      description = "Replay a schedule.yaml instead of solving one.")
  private @Nullable Path schedule;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Frames run through HLS C++ and Verilog. Default: 16.")
  private @Nullable Integer samples;

  @Option(
      names = "--tflite-kernels",
      paramLabel = "KERNELS",
      description =
          "xnnpack, builtin or reference: whose arithmetic a quantized TFLite model has. Default:"
              + " xnnpack.")
  private @Nullable String tfliteKernels;

  @Mixin private CustomOperatorsOption customOperators = new CustomOperatorsOption();

  @Option(
      names = "--partition",
      paramLabel = "CUTS",
      description =
          "What has no hardware form: auto has the host compute it (default), off stops, and a file"
              + " says where the network is cut; see docs/partitioning.md.")
  private @Nullable String partition;

  /**
   * The project with these options in place of what it says.
   *
   * @param place where the files are that the options name
   */
  public Project over(Project project, UnaryOperator<Path> place) {
    List<Path> operators = customOperators.files(place);
    return new Project(
        name != null ? name : project.name(),
        project.model(),
        preprocess(project.preprocess()),
        calibration(project.calibration(), place),
        test(project.test(), place),
        board != null ? board : project.board(),
        // A link of the project's board says nothing of another board.
        link != null || board != null ? link : project.link(),
        bits(project.bits()),
        quantize(project.quantize()),
        quantization(project.quantization(), place),
        target(project.target()),
        schedule != null ? place.apply(schedule) : project.schedule(),
        samples != null ? new Project.Verify(samples) : project.verify(),
        tfliteKernels != null ? tfliteKernels : project.tfliteKernels(),
        operators.isEmpty() ? project.customOperators() : operators,
        partition != null ? PartitionChoice.located(partition, place) : project.partition());
  }

  private Project.@Nullable Preprocess preprocess(Project.@Nullable Preprocess given) {
    if (scale == null) {
      return given;
    }
    return given == null
        ? new Project.Preprocess(scale, null, null, null, null)
        : new Project.Preprocess(scale, given.mean(), given.std(), given.layout(), given.floats());
  }

  private Project.@Nullable Calibration calibration(
      Project.@Nullable Calibration given, UnaryOperator<Path> place) {
    if (calibration == null) {
      return given;
    }
    return new Project.Calibration(
        place.apply(calibration), given == null ? null : given.samples());
  }

  private Project.@Nullable Test test(Project.@Nullable Test given, UnaryOperator<Path> place) {
    if (test == null && labels == null) {
      return given;
    }
    return new Project.Test(
        test != null ? place.apply(test) : given == null ? null : given.data(),
        labels != null ? place.apply(labels) : given == null ? null : given.labels());
  }

  /** A quantization file says all bits, so it takes the place of the project's. */
  private Project.@Nullable Bits bits(Project.@Nullable Bits given) {
    if (!choosesBits()) {
      return quantization == null ? given : null;
    }
    Project.Bits file = given == null ? Project.Bits.NONE : given;
    return new Project.Bits(
        first(weightBits, bits, file.weights()),
        first(activationBits, bits, file.activations()),
        file.input(),
        file.output(),
        file.layers());
  }

  /** A quantization file holds its method, so it takes the place of the project's. */
  private Project.@Nullable Quantize quantize(Project.@Nullable Quantize given) {
    if (quantize.given()) {
      return quantize.over(given);
    }
    return quantization == null ? given : null;
  }

  private @Nullable Path quantization(@Nullable Path given, UnaryOperator<Path> place) {
    if (quantization != null) {
      return place.apply(quantization);
    }
    return choosesBits() || quantize.given() ? null : given;
  }

  private boolean choosesBits() {
    return bits != null || weightBits != null || activationBits != null;
  }

  private static @Nullable Integer first(@Nullable Integer... choices) {
    for (Integer choice : choices) {
      if (choice != null) {
        return choice;
      }
    }
    return null;
  }

  private Project.@Nullable Target target(Project.@Nullable Target given) {
    Project.Target file = given == null ? new Project.Target(null, null, null, null) : given;
    boolean aims = fps != null || utilization != null;
    return new Project.Target(
        aims ? fps : file.fps(),
        aims ? share(utilization) : file.utilization(),
        clock != null && clock.mhz() != null ? clock.mhz() : file.clockMhz(),
        clock != null ? Boolean.valueOf(clock.mhz() == null) : file.maxClock());
  }

  private static @Nullable Double share(@Nullable Double value) {
    return value != null && value > 1 ? Double.valueOf(value / 100) : value;
  }
}
