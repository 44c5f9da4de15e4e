package io.nn2fpga.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program's entry point and top command.
 *
 * <p>Exit codes: 0 ok, 1 the user's input or disk, 2 usage, 3 a tool failed or is missing, 70 a bug
 * of ours, 130 interrupted.
 */
@Command(
    name = "nn2fpga",
    description = "Compiles a trained neural network into a verified streaming FPGA accelerator.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      // One line a command, in the order of the help text.
      BuildCommand.class,
      RunCommand.class,
      QuantizeCommand.class,
      EvaluateCommand.class,
      PartitionCommand.class,
      InitCommand.class,
      ImportCommand.class,
      InspectCommand.class,
      ReportCommand.class,
      ProgramCommand.class,
      ConformanceCommand.class,
      BoardsCommand.class,
      DoctorCommand.class,
      HelpCommand.class,
    })
public final class Main implements Runnable {
  private final Session session;

  @Spec private CommandSpec spec;

  /** The top command of one run. */
  Main(Session session) {
    this.session = session;
  }

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    // Numbers are written as programs and pages read them, whatever the user's language.
    Locale.setDefault(Locale.ROOT);
    Charset charset = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(System.out, true, charset);
    PrintWriter err = new PrintWriter(System.err, true, charset);
    Path here = Path.of("").toAbsolutePath();
    // The launcher knows: since Java 22 System.console() is there without a terminal as well.
    boolean interactive = Boolean.getBoolean("nn2fpga.terminal");
    System.exit(run(new Session(out, err, System.getenv(), here, interactive), args));
  }

  /** Runs a command and returns its exit code; prints only to the session's writers. */
  public static int run(Session session, String... args) {
    Failures failures = new Failures(session, args);
    try {
      CommandLine line = new CommandLine(new Main(session));
      for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
        line.addSubcommand(provider.name(), provider.command(session));
      }
      line.setOut(session.out());
      line.setErr(session.err());
      line.setCaseInsensitiveEnumValuesAllowed(true);
      line.setExecutionExceptionHandler((e, command, parsed) -> failures.report(e));
      return line.execute(args);
    } catch (Error e) {
      return failures.report(e);
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  /** What commands may use of the world outside; they reach it as their parent command's. */
  Session session() {
    return session;
  }

  /** Without a command there is nothing to do: a usage error. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
