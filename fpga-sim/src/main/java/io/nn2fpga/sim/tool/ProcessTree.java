package io.nn2fpga.sim.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A tool's process with all that it starts, which can be ended together.
 *
 * <p>The tool leads a process group of its own ({@code setsid}), so that a grandchild whose parent
 * is gone is still found. All running trees are ended when the JVM shuts down.
 */
final class ProcessTree {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Set<ProcessTree> RUNNING = ConcurrentHashMap.newKeySet();

  /** Held while a process starts, so that the shutdown sees each one that was started. */
  private static final ReentrantReadWriteLock STARTS = new ReentrantReadWriteLock();

  private static volatile boolean shuttingDown;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessTree::shutDown, "end-tools"));
  }

  private final Process process;
  private final boolean groupLeader;

  private ProcessTree(Process process, boolean groupLeader) {
    this.process = process;
    this.groupLeader = groupLeader;
  }

  /**
   * Starts a process; {@link #finished} must be called when it has ended.
   *
   * @throws IOException if the program cannot be started
   * @throws CancellationException if the JVM is shutting down
   */
  static ProcessTree start(ProcessBuilder builder) throws IOException {
    boolean group = Files.isExecutable(SETSID);
    if (group) {
      List<String> command = new ArrayList<>();
      command.add(SETSID.toString());
      command.addAll(builder.command());
      builder.command(command);
    }
    STARTS.readLock().lock();
    try {
      if (shuttingDown) {
        throw new CancellationException("shutting down");
      }
      ProcessTree tree = new ProcessTree(builder.start(), group);
      RUNNING.add(tree);
      return tree;
    } finally {
      STARTS.readLock().unlock();
    }
  }

  Process process() {
    return process;
  }

  /** Whether the JVM is shutting down, so that tools end although nothing is wrong with them. */
  static boolean shuttingDown() {
    return shuttingDown;
  }

  void finished() {
    RUNNING.remove(this);
  }

  /** Ends the process and everything it started, at once. */
  void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    if (groupLeader) {
      killGroup(process.pid());
    }
    process.destroyForcibly();
    // What left the group (another setsid) while its parent was still known.
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static void killGroup(long group) {
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + group).start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      // The descendants are still ended one by one.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void shutDown() {
    STARTS.writeLock().lock();
    try {
      shuttingDown = true;
    } finally {
      STARTS.writeLock().unlock();
    }
    RUNNING.forEach(ProcessTree::kill);
  }
}
