package io.nn2fpga.cli;

/** A command from another jar on the class path, found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {
  /** The command's name. */
  String name();

  /** A Picocli command object that uses only the session to reach the world outside. */
  Object command(Session session);
}
