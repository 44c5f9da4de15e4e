package io.nn2fpga.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one command line printed and returned.
 *
 * @param exitCode the process exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {

  /** Runs a command inside this JVM. */
  public static CommandLineRun of(Map<String, String> environment, Path directory, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Session session =
        new Session(new PrintWriter(out), new PrintWriter(err), environment, directory, false);
    int exitCode = Main.run(session, args);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
