package io.nn2fpga.fold;

import com.google.ortools.Loader;
import java.nio.file.Path;

/**
 * Loads the solver's native library.
 *
 * <p>OR-Tools itself unpacks 53 MB into the temporary folder at every start. The launcher unpacks
 * them once and names the directory in the system property {@value #DIRECTORY_PROPERTY}.
 */
public final class SolverLibrary {
  /** System property: the directory of {@code libjniortools.so} and {@code libortools.so.9}. */
  public static final String DIRECTORY_PROPERTY = "nn2fpga.ortools.native";

  private SolverLibrary() {}

  /** Makes the solver's classes usable; call it before their first use, as often as you like. */
  public static synchronized void load() {
    String directory = System.getProperty(DIRECTORY_PROPERTY, "");
    if (directory.isEmpty()) {
      Loader.loadNativeLibraries();
    } else {
      // Loading the same file again does nothing. The library finds its companion beside itself.
      System.load(Path.of(directory, "libjniortools.so").toAbsolutePath().toString());
    }
  }
}
