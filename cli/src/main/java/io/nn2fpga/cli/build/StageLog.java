package io.nn2fpga.cli.build;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells which stage runs, how far it is and how long it took: one line a stage; on a terminal that
 * line is redrawn twice a second while the stage runs.
 */
public final class StageLog implements AutoCloseable {
  private static final int NAME_COLUMNS = 12;

  private final PrintWriter out;
  private final boolean live;
  private final ScheduledExecutorService clock;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long created = System.nanoTime();
  private @Nullable Running running;

  private static final class Running {
    private final String name;
    private final long started = System.nanoTime();
    private String detail = "";

    private Running(String name) {
      this.name = name;
    }

    private double seconds() {
      return (System.nanoTime() - started) / 1e9;
    }
  }

  /**
   * A log.
   *
   * @param out where lines go
   * @param live whether {@code out} is a terminal on which a line can be redrawn
   */
  public StageLog(PrintWriter out, boolean live) {
    this.out = out;
    this.live = live;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "stage-clock");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a stage.
   *
   * @return what {@code body} returns
   */
  public <T> T run(String name, Supplier<T> body) {
    start(name);
    @Nullable ScheduledFuture<?> redraw =
        live ? clock.scheduleAtFixedRate(this::redraw, 0, 500, TimeUnit.MILLISECONDS) : null;
    try {
      T result = body.get();
      finish("");
      return result;
    } catch (RuntimeException e) {
      finish("stopped");
      throw e;
    } finally {
      if (redraw != null) {
        redraw.cancel(false);
      }
    }
  }

  /** Says something about the running stage, for example how far it is. */
  public synchronized void detail(String text) {
    if (running != null) {
      running.detail = text;
    }
  }

  /** Seconds that each finished stage took, in order; those of all its runs together. */
  public synchronized Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  /** Seconds since the log was made. */
  public double totalSeconds() {
    return (System.nanoTime() - created) / 1e9;
  }

  private synchronized void start(String name) {
    running = new Running(name);
  }

  private synchronized void redraw() {
    if (running != null) {
      out.print("\r\033[K" + text(running));
      out.flush();
    }
  }

  private synchronized void finish(String suffix) {
    if (running != null) {
      if (!suffix.isEmpty()) {
        running.detail = suffix;
      }
      seconds.merge(running.name, running.seconds(), Double::sum);
      out.println((live ? "\r\033[K" : "") + text(running));
      out.flush();
      running = null;
    }
  }

  private static String text(Running stage) {
    return String.format(
            Locale.ROOT,
            "  %-" + NAME_COLUMNS + "s %6.1f s  %s",
            stage.name,
            stage.seconds(),
            stage.detail)
        .stripTrailing();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
