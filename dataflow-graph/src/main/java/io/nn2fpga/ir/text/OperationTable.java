package io.nn2fpga.ir.text;

import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.nn.NnOperations;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.Operators;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which record a mnemonic stands for at each level. */
public final class OperationTable {
  private final Map<Level, Map<String, Class<? extends Operation>>> classes =
      new EnumMap<>(Level.class);

  private OperationTable() {
    for (Level level : Level.values()) {
      classes.put(level, new TreeMap<>());
    }
  }

  /** The nn operators and the integer operations and kernels of all operators on the class path. */
  public static OperationTable ofClassPath() {
    OperationTable table = new OperationTable();
    NnOperations.all().forEach(type -> table.add(Level.NN, type));
    Operators.all().stream()
        .flatMap(operator -> operator.operations().stream())
        .forEach(type -> table.add(levelOf(type), type));
    return table;
  }

  /** A table of one level. */
  public static OperationTable of(Level level, List<Class<? extends Operation>> types) {
    OperationTable table = new OperationTable();
    types.forEach(type -> table.add(level, type));
    return table;
  }

  private static Level levelOf(Class<? extends Operation> type) {
    return Kernel.class.isAssignableFrom(type) ? Level.FLOW : Level.INT;
  }

  private void add(Level level, Class<? extends Operation> type) {
    Class<?> other = level(level).putIfAbsent(mnemonic(type), type);
    if (other != null) {
      throw new IllegalStateException(type + " and " + other + " have the same mnemonic");
    }
  }

  private Map<String, Class<? extends Operation>> level(Level level) {
    return Objects.requireNonNull(classes.get(level));
  }

  /** The record of that mnemonic, or null if the level has none. */
  @Nullable Class<? extends Operation> find(Level level, String mnemonic) {
    return level(level).get(mnemonic);
  }

  /** Every mnemonic of a level, in alphabetical order. */
  public Collection<String> mnemonics(Level level) {
    return List.copyOf(level(level).keySet());
  }

  /** Every record of a level, in the order of {@link #mnemonics}. */
  public Collection<Class<? extends Operation>> types(Level level) {
    return List.copyOf(level(level).values());
  }

  /**
   * The mnemonic of a record, which is also what its {@link Operation#mnemonic} says: the class's
   * name in kebab-case, without {@code Kernel} at its end ({@code MaxPoolKernel}: {@code
   * max-pool}).
   */
  public static String mnemonic(Class<? extends Operation> type) {
    return type.getSimpleName()
        .replaceFirst("(?<=.)Kernel$", "")
        .replaceAll("(?<=.)([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }
}
