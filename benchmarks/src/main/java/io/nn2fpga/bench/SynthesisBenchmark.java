package io.nn2fpga.bench;

import io.nn2fpga.boards.Boards;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.op.Actor;
import io.nn2fpga.synth.Synthesis;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds the cost model against synthesis, module by module. */
@Command(
    name = "synthesis",
    description = "Compare estimated with synthesized resources for a sweep of modules.",
    mixinStandardHelpOptions = true)
final class SynthesisBenchmark implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      defaultValue = "ultrascale-plus",
      description = "The device family; default ${DEFAULT-VALUE}.")
  private @Nullable String family;

  SynthesisBenchmark(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    DeviceFamily device = Boards.family(java.util.Objects.requireNonNull(family));
    Map<String, Actor> actors = SynthesisSweep.actors();
    Synthesis synthesis =
        new Synthesis(
            session.toolbox(),
            session.directory().resolve("build/bench/synthesis"),
            session.cache().resolve("synth"),
            device);
    List<Resources> synthesized =
        synthesis.of(actors.values().stream().map(Actor::module).toList());
    PrintWriter out = session.out();
    out.printf("%-22s %30s %30s %14s%n", device.name(), "LUT", "FF", "DSP");
    Resources estimatedSum = Resources.NONE;
    Resources synthesizedSum = Resources.NONE;
    List<String> names = new ArrayList<>(actors.keySet());
    for (int i = 0; i < names.size(); i++) {
      Actor actor = java.util.Objects.requireNonNull(actors.get(names.get(i)));
      Resources estimated = device.cost(actor.inventory());
      estimatedSum = estimatedSum.plus(estimated);
      synthesizedSum = synthesizedSum.plus(synthesized.get(i));
      print(names.get(i), estimated, synthesized.get(i));
    }
    print("all", estimatedSum, synthesizedSum);
    return 0;
  }

  private void print(String name, Resources estimated, Resources synthesized) {
    session
        .out()
        .printf(
            Locale.ROOT,
            "%-22s %30s %30s %14s%n",
            name,
            compared(estimated.lut(), synthesized.lut()),
            compared(estimated.ff(), synthesized.ff()),
            estimated.dsp() + " | " + synthesized.dsp());
  }

  /** Estimated, synthesized, and the estimate's error relative to synthesis. */
  private static String compared(long estimated, long synthesized) {
    String error =
        synthesized == 0
            ? ""
            : String.format(
                Locale.ROOT, " %+.0f %%", 100.0 * (estimated - synthesized) / synthesized);
    return String.format(Locale.ROOT, "%,d | %,d%s", estimated, synthesized, error);
  }
}
