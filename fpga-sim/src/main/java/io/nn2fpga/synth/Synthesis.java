package io.nn2fpga.synth;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Synthesizes the unique modules of a design and counts what each actor takes.
 *
 * <p>Works in {@code synth/} of the build directory, where scripts and logs stay.
 */
public final class Synthesis {
  private final Toolbox tools;
  private final Path directory;
  private final DeviceFamily family;
  private final SynthesisCache cache;
  private final int processes;

  /**
   * Prepares syntheses for a family.
   *
   * @param tools where Yosys is found
   * @param build the build directory
   * @param cache the directory of results that all builds share
   */
  public Synthesis(Toolbox tools, Path build, Path cache, DeviceFamily family) {
    this.tools = tools;
    this.directory = build.toAbsolutePath().resolve("synth");
    this.family = family;
    String flow =
        tools.status(Tool.YOSYS).version()
            + "\n"
            + SynthesisBatch.script(family.synthesis(), true, List.of());
    this.cache = new SynthesisCache(cache, flow);
    this.processes = Runtime.getRuntime().availableProcessors();
  }

  /**
   * Synthesizes a design.
   *
   * @throws DiagnosticException if Yosys is missing, or fails or takes too long on a module, which
   *     is named
   * @throws CancellationException if the thread is interrupted
   */
  public SynthesisResult of(Design design) {
    Map<String, List<SynthesisUnit>> actors = new LinkedHashMap<>();
    Set<SynthesisUnit> unique = new LinkedHashSet<>();
    for (Design.Instance instance : design.instances()) {
      List<SynthesisUnit> units = SynthesisUnit.of(instance.actor().module());
      actors.put(instance.node().name(), units);
      unique.addAll(units);
    }
    Cells cells = cells(unique);
    Map<String, Resources> resources = new LinkedHashMap<>();
    Resources total = Resources.NONE;
    for (Map.Entry<String, List<SynthesisUnit>> actor : actors.entrySet()) {
      Resources sum = sum(actor.getValue(), cells);
      resources.put(actor.getKey(), sum);
      total = total.plus(sum);
    }
    return new SynthesisResult(resources, total, unique.size(), cells.cached());
  }

  /**
   * Synthesizes single modules, ROMs included.
   *
   * @return the resources of each, in order
   * @throws DiagnosticException as {@link #of(Design)}
   */
  public List<Resources> of(List<ModuleInstance> modules) {
    List<List<SynthesisUnit>> units = modules.stream().map(SynthesisUnit::of).toList();
    Set<SynthesisUnit> unique = new LinkedHashSet<>();
    units.forEach(unique::addAll);
    Cells cells = cells(unique);
    return units.stream().map(u -> sum(u, cells)).toList();
  }

  /** The cells of each unit, by type, and how many units the cache had. */
  private record Cells(Map<SynthesisUnit, Map<String, Long>> byUnit, int cached) {}

  private Cells cells(Set<SynthesisUnit> unique) {
    Map<SynthesisUnit, Map<String, Long>> cells = new LinkedHashMap<>();
    List<SynthesisUnit> missing = new ArrayList<>();
    for (SynthesisUnit unit : unique) {
      Map<String, Long> known = cache.find(unit);
      if (known == null) {
        missing.add(unit);
      } else {
        cells.put(unit, known);
      }
    }
    cells.putAll(synthesize(missing));
    return new Cells(cells, unique.size() - missing.size());
  }

  private Resources sum(List<SynthesisUnit> units, Cells cells) {
    Resources sum = Resources.NONE;
    for (SynthesisUnit unit : units) {
      Map<String, Long> counts = Objects.requireNonNull(cells.byUnit().get(unit));
      Set<String> unknown = family.synthesis().unknown(counts.keySet());
      if (!unknown.isEmpty()) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.TOOL_FAILED,
                "Yosys made cells of "
                    + unit.title()
                    + " whose cost on "
                    + family.name()
                    + " is not known: "
                    + String.join(", ", unknown),
                "use the Yosys that nn2fpga installs (unset "
                    + Tool.YOSYS.variable()
                    + "), or build with --no-synthesis"));
      }
      sum = sum.plus(family.synthesis().resources(counts));
    }
    return sum;
  }

  private Map<SynthesisUnit, Map<String, Long>> synthesize(List<SynthesisUnit> units) {
    Map<SynthesisUnit, Map<String, Long>> cells = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(processes);
    try {
      List<Future<Map<SynthesisUnit, Map<String, Long>>>> running = new ArrayList<>();
      for (SynthesisBatch batch : batches(units)) {
        running.add(threads.submit(() -> run(batch)));
      }
      for (Future<Map<SynthesisUnit, Map<String, Long>>> future : running) {
        cells.putAll(result(future));
      }
    } finally {
      threads.shutdownNow();
    }
    return cells;
  }

  /**
   * One batch a processor for each kind of unit, filled with the largest unit first. Logic comes
   * before ROMs, which take less time.
   */
  private List<SynthesisBatch> batches(List<SynthesisUnit> units) {
    List<SynthesisBatch> batches = new ArrayList<>();
    for (boolean romsApart : new boolean[] {true, false}) {
      List<SynthesisUnit> sorted =
          units.stream()
              .filter(u -> u.romsApart() == romsApart)
              .sorted(Comparator.comparingLong(SynthesisUnit::effort).reversed())
              .toList();
      List<List<SynthesisUnit>> parts = new ArrayList<>();
      for (int i = 0; i < Math.min(processes, sorted.size()); i++) {
        parts.add(new ArrayList<>());
      }
      for (SynthesisUnit unit : sorted) {
        parts.stream().min(Comparator.comparingLong(Synthesis::effort)).orElseThrow().add(unit);
      }
      for (List<SynthesisUnit> part : parts) {
        batches.add(batch("batch" + batches.size(), part));
      }
    }
    return batches;
  }

  private static long effort(List<SynthesisUnit> units) {
    return units.stream().mapToLong(SynthesisUnit::effort).sum();
  }

  private SynthesisBatch batch(String name, List<SynthesisUnit> units) {
    return new SynthesisBatch(name, units, family.synthesis());
  }

  /** A batch that fails is run again unit by unit, so that the module at fault can be named. */
  private Map<SynthesisUnit, Map<String, Long>> run(SynthesisBatch batch) {
    Map<SynthesisUnit, Map<String, Long>> cells;
    try {
      cells = batch.run(tools, directory);
    } catch (DiagnosticException e) {
      if (batch.units().size() == 1) {
        throw named(batch.units().get(0), e);
      }
      cells = new LinkedHashMap<>();
      for (int i = 0; i < batch.units().size(); i++) {
        cells.putAll(run(batch(batch.name() + "_" + i, List.of(batch.units().get(i)))));
      }
    }
    cells.forEach(cache::put);
    return cells;
  }

  private static DiagnosticException named(SynthesisUnit unit, DiagnosticException problem) {
    return new DiagnosticException(
        problem.diagnostics().stream()
            .map(
                d ->
                    new Diagnostic(
                        d.code(),
                        "synthesis of " + unit.title() + ": " + d.message(),
                        d.at(),
                        d.hint()))
            .toList());
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("synthesis was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
