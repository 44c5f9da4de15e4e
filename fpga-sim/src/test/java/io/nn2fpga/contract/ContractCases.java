package io.nn2fpga.contract;

import java.util.List;

/**
 * The parameter sets that one operator is tested with; found by {@link java.util.ServiceLoader}, so
 * annotate the class with {@code @AutoService(ContractCases.class)} and edit nothing else.
 */
public interface ContractCases {
  /** The operator's folder name. */
  String operator();

  /** Its cases; their names are unique. */
  List<ContractCase> cases();
}
