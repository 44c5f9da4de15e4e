package io.nn2fpga.sim.tool;

import io.nn2fpga.diag.Diagnostic;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a tool.
 *
 * @param tool the tool
 * @param path the program, or null when it is not installed
 * @param version what the program says it is, or null when it is missing or prints none
 * @param problem why it cannot be used, or null when it can
 */
public record ToolStatus(
    Tool tool, @Nullable Path path, @Nullable ToolVersion version, @Nullable Diagnostic problem) {

  /** Whether the tool is there and new enough. */
  public boolean usable() {
    return problem == null;
  }
}
