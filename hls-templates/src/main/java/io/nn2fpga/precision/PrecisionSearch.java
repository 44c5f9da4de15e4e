package io.nn2fpga.precision;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.precision.TradeOff.Point;
import io.nn2fpga.precision.TradeOff.Sensitivity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds bits for the weights and the result of each layer: the cheapest network found whose loss of
 * accuracy is within what is allowed, with 95 % confidence: of many networks measured on few
 * samples, the best is otherwise one that had luck.
 *
 * <p>First each number of bits is lowered alone and the power of the output's error is measured:
 * errors of different layers are nearly independent, so their powers nearly add up. Then bits are
 * taken away one at a time, always where the most cost is saved for the least added error. That
 * gives a sequence of networks from the dearest to the cheapest; the last one within the loss is
 * found on it by bisection, and then improved by further single steps, each of them measured.
 */
public final class PrecisionSearch {
  private static final int FEWEST = 2;

  /** Bits at which errors are measured; those between are interpolated. */
  private static final List<Integer> PROBES = List.of(2, 3, 4, 6);

  /** Networks of the sequence that are measured for the curve alone. */
  private static final int CURVE_POINTS = 6;

  /** Single steps that are tried behind the last network within the loss. */
  private static final int STEPS_BEHIND = 12;

  /** Standard errors above a loss that it stays below in 95 % of all samplings. */
  private static final double CONFIDENCE = 1.645;

  /** An added error that counts as none. */
  private static final double NO_NOISE = 1e-9;

  private final Trial trial;
  private final List<Trial.Item> items;
  private final @Nullable CostModel cost;
  private final double maxLoss;
  private final Consumer<String> progress;
  private final Map<List<Integer>, Point> measured = new LinkedHashMap<>();

  private PrecisionSearch(
      Trial trial, @Nullable CostModel cost, double maxLoss, Consumer<String> progress) {
    this.trial = trial;
    this.items = trial.items();
    this.cost = cost;
    this.maxLoss = maxLoss;
    this.progress = progress;
  }

  /**
   * Searches.
   *
   * @param trial the network and the samples
   * @param cost what networks take, to choose among those measured; null for {@link BitOperations}
   * @param maxLoss the loss allowed, in points
   * @param progress told what is going on
   * @throws DiagnosticException ACCURACY_UNREACHABLE if the network that the search starts from
   *     loses more
   */
  public static TradeOff run(
      Trial trial, @Nullable CostModel cost, double maxLoss, Consumer<String> progress) {
    return new PrecisionSearch(trial, cost, maxLoss, progress).run();
  }

  private TradeOff run() {
    List<Integer> start = items.stream().map(Trial.Item::most).toList();
    Point first = measure(start);
    if (first.loss() > maxLoss) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.ACCURACY_UNREACHABLE,
              String.format(
                  Locale.ROOT,
                  "with the most bits the network already loses %.2f points, and %.2f are allowed",
                  first.loss(),
                  maxLoss),
              "allow more with --max-accuracy-loss, give more bits, or try another calibrator"));
    }
    double[][] noise = noise();
    List<List<Integer>> path = path(start, noise);
    int within = lastWithin(path);
    for (int i = 1; i <= CURVE_POINTS; i++) {
      measure(path.get((path.size() - 1) * i / CURVE_POINTS));
    }
    stepsBehind(path.get(within), noise);
    List<Point> curve = curve();
    Point chosen =
        curve.stream()
            .filter(this::isWithin)
            .min(Comparator.comparingDouble(Point::cost))
            .orElse(first);
    return new TradeOff(
        trial.metric(),
        trial.count(),
        maxLoss,
        cost == null ? "bit operations" : cost.unit(),
        first,
        curve,
        chosen,
        sensitivities(noise));
  }

  private boolean isWithin(Point point) {
    return point.loss() + CONFIDENCE * point.standardError() <= maxLoss;
  }

  private Point measure(List<Integer> bits) {
    Point known = measured.get(bits);
    if (known != null) {
      return known;
    }
    QuantizedModel model = trial.corrected(bits);
    Trial.Loss loss = trial.loss(model);
    Point point =
        new Point(
            cost == null ? trial.bitOperations(bits) : cost.of(model),
            loss.points(),
            loss.standardError(),
            mean(bits, true),
            mean(bits, false),
            trial.layers(bits));
    measured.put(bits, point);
    progress.accept(
        String.format(
            Locale.ROOT, "%d networks measured, loss %.2f points", measured.size(), point.loss()));
    return point;
  }

  /** Means of bits, those of weights weighted by how many there are. */
  private double mean(List<Integer> bits, boolean weights) {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).weights() == weights) {
        sum += (double) bits.get(i) * items.get(i).size();
        count += items.get(i).size();
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** For each item, the added error at 0 to its most bits. */
  private double[][] noise() {
    List<Integer> start = items.stream().map(Trial.Item::most).toList();
    double floor = trial.noise(trial.quantize(start));
    double[][] noise = new double[items.size()][];
    for (int i = 0; i < noise.length; i++) {
      int most = items.get(i).most();
      noise[i] = new double[most + 1];
      Arrays.fill(noise[i], Double.NaN);
      noise[i][most] = NO_NOISE;
      for (int bits : PROBES) {
        if (bits < most) {
          List<Integer> lowered = new ArrayList<>(start);
          lowered.set(i, bits);
          noise[i][bits] = Math.max(NO_NOISE, trial.noise(trial.quantize(lowered)) - floor);
        }
      }
      interpolate(noise[i]);
      progress.accept("sensitivity of " + (i + 1) + " of " + noise.length);
    }
    return noise;
  }

  /** Geometric means fill the gaps; more bits never count as worse. */
  private static void interpolate(double[] noise) {
    for (int bits = noise.length - 2; bits >= FEWEST; bits--) {
      if (Double.isNaN(noise[bits])) {
        int below = bits - 1;
        while (below > FEWEST && Double.isNaN(noise[below])) {
          below--;
        }
        noise[bits] = Math.sqrt(noise[bits + 1] * noise[below]);
      }
      noise[bits] = Math.max(noise[bits], noise[bits + 1]);
    }
  }

  private List<List<Integer>> path(List<Integer> start, double[][] noise) {
    List<List<Integer>> path = new ArrayList<>(List.of(start));
    List<Integer> current = start;
    while (true) {
      List<List<Integer>> steps = steps(current, noise);
      if (steps.isEmpty()) {
        return path;
      }
      current = steps.get(0);
      path.add(current);
    }
  }

  /** All networks with one bit less in one place that are cheaper, the best bargain first. */
  private List<List<Integer>> steps(List<Integer> from, double[][] noise) {
    double before = trial.bitOperations(from);
    Map<List<Integer>, Double> bargains = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      int bits = from.get(i);
      if (bits > FEWEST) {
        List<Integer> lowered = new ArrayList<>(from);
        lowered.set(i, bits - 1);
        double saved = before - trial.bitOperations(lowered);
        double added = Math.max(NO_NOISE, noise[i][bits - 1] - noise[i][bits]);
        if (saved > 0) {
          bargains.put(List.copyOf(lowered), saved / added);
        }
      }
    }
    return bargains.entrySet().stream()
        .sorted(Map.Entry.<List<Integer>, Double>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private int lastWithin(List<List<Integer>> path) {
    int within = 0;
    int beyond = path.size();
    while (beyond - within > 1) {
      int middle = (within + beyond) / 2;
      if (isWithin(measure(path.get(middle)))) {
        within = middle;
      } else {
        beyond = middle;
      }
    }
    return within;
  }

  private void stepsBehind(List<Integer> from, double[][] noise) {
    List<Integer> current = from;
    List<List<Integer>> candidates = steps(current, noise);
    int next = 0;
    for (int tries = 0; tries < STEPS_BEHIND && next < candidates.size(); tries++) {
      List<Integer> candidate = candidates.get(next);
      next++;
      if (isWithin(measure(candidate))) {
        current = candidate;
        candidates = steps(current, noise);
        next = 0;
      }
    }
  }

  private List<Point> curve() {
    List<Point> sorted =
        measured.values().stream()
            .sorted(Comparator.comparingDouble(Point::cost).thenComparingDouble(Point::loss))
            .toList();
    List<Point> front = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (Point point : sorted) {
      if (point.loss() < least) {
        front.add(0, point);
        least = point.loss();
      }
    }
    return front;
  }

  private List<Sensitivity> sensitivities(double[][] noise) {
    List<Sensitivity> list = new ArrayList<>();
    for (int i = 0; i < noise.length; i++) {
      list.add(
          new Sensitivity(
              items.get(i).layer(),
              items.get(i).weights(),
              FEWEST,
              Arrays.stream(noise[i], FEWEST, noise[i].length).boxed().toList()));
    }
    list.sort(Comparator.comparingDouble((Sensitivity s) -> s.noise().get(0)).reversed());
    return list;
  }
}
