package io.nn2fpga.ir;

import java.util.List;

/**
 * What a node computes: a record whose components are its attributes.
 *
 * <p>The text form prints the components by name, so they must be of the types that {@code ir.text}
 * knows: int, long, double, boolean, String, an enum, {@link IntegerElement}, or a list of these.
 */
public interface Operation {
  /** The word that names the operation in the text form; kebab-case, unique in its level. */
  String mnemonic();

  /**
   * The types of the results.
   *
   * @param inputs the operands' types, constants included
   * @return one type a result
   * @throws IllegalArgumentException if the operands do not fit the operation; the message says why
   */
  List<Type> inferTypes(List<Type> inputs);
}
