package io.nn2fpga.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the product, from the jar's manifest. */
final class Version implements IVersionProvider {

  /** The version, or "development" when the classes do not come from a jar. */
  static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"nn2fpga " + text() + ", Java " + Runtime.version()};
  }
}
