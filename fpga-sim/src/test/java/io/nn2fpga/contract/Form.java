package io.nn2fpga.contract;

import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.rtl.Sources;
import java.util.List;

/** A form of the Verilog; an operator whose sources name the macro has two. */
enum Form {
  /** What simulations run. */
  SIMULATION("", List.of()),
  /** What synthesis reads: lanes as modules of their own. */
  SYNTHESIS("synthesis-", List.of("+define+" + Form.MACRO));

  private static final String MACRO = "NN2FPGA_SYNTHESIS";

  private final String prefix;
  private final List<String> defines;

  Form(String prefix, List<String> defines) {
    this.prefix = prefix;
    this.defines = defines;
  }

  /** The forms that a module has. */
  static List<Form> of(ModuleInstance module) {
    boolean two = Sources.of(module).values().stream().anyMatch(text -> text.contains(MACRO));
    return two ? List.of(values()) : List.of(SIMULATION);
  }

  /** Put before the names of its folders and logs. */
  String prefix() {
    return prefix;
  }

  /** Options for Verilator. */
  List<String> defines() {
    return defines;
  }
}
