package io.nn2fpga.sim.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolVersionTest {

  @ParameterizedTest
  @CsvSource({
    "4.038, 5.006, -1",
    "5.006, 5.006, 0",
    "5.028, 5.006, 1",
    "3.9, 3.11, -1",
    "4, 4.0, 0",
    "4.0.1, 4, 1"
  })
  void comparesNumberByNumber(String first, String second, int order) {
    assertThat(new ToolVersion(first).compareTo(new ToolVersion(second))).isEqualTo(order);
    assertThat(new ToolVersion(second).compareTo(new ToolVersion(first))).isEqualTo(-order);
  }

  @Test
  void rejectsOtherText() {
    assertThatThrownBy(() -> new ToolVersion("5.x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a version: '5.x'");
  }

  @ParameterizedTest
  @CsvSource({
    "VERILATOR, 'Verilator 5.006 2023-01-22 rev (Debian 5.006-3)', 5.006",
    "GXX, 'g++ (Debian 12.2.0-14) 12.2.0', 12.2.0",
    "GXX, 'g++ (Ubuntu 13.2.0-23ubuntu4) 13.2.0', 13.2.0",
    "MAKE, 'GNU Make 4.3', 4.3",
    "CCACHE, 'ccache version 4.7.4', 4.7",
    "PYTHON, 'Python 3.11.2', 3.11",
    "IVERILOG, 'Icarus Verilog version 11.0 (stable) ()', 11.0",
    "YOSYS, 'Yosys 0.23 (git sha1 7ce5011c24b)', 0.23",
    "NEXTPNR_ICE40, '\"nextpnr-ice40\" -- Next Generation Place and Route (Version 0.4-1+b1)', 0.4",
    "NEXTPNR_ECP5, 'nextpnr-ecp5 -- Next Generation Place and Route (Version nextpnr-0.7)', 0.7",
    "VIVADO, 'Vivado v2023.2 (64-bit)', 2023.2",
    "VITIS_HLS, 'Vitis HLS - High-Level Synthesis from C, C++ and OpenCL v2023.2 (64-bit)', 2023.2"
  })
  void isFoundInWhatEachToolPrints(Tool tool, String printed, ToolVersion expected) {
    assertThat(ToolVersion.find(tool.versionPattern(), printed)).isEqualTo(expected);
  }
}
