package io.nn2fpga.sim.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.cpp: In function 'int main()':~a.cpp:3:5: error: 'x' was not declared~a.cpp:4:1: error: y | a.cpp:3:5: error: 'x' was not declared
          %Warning-WIDTH: t.v:9: 8 bits~%Error: Exiting due to 1 warning(s)                            | %Warning-WIDTH: t.v:9: 8 bits
          %Warning-WIDTH: t.v:9: 8 bits~%Error: t.v:2:1: syntax error                                  | %Error: t.v:2:1: syntax error
          %Error-NOTIMING: t.v:2: delays                                                               | %Error-NOTIMING: t.v:2: delays
          ld: m.o: undefined reference to `f'~collect2: error: ld returned 1 exit status               | ld: m.o: undefined reference to `f'
          make: *** No rule to make target 'q'.  Stop.                                                 | make: *** No rule to make target 'q'.  Stop.
          Traceback (most recent call last):~  File 'x'~ValueError: bad shape                          | ValueError: bad shape
          ERROR: [Synth 8-439] module 'm' not found                                                    | ERROR: [Synth 8-439] module 'm' not found
          something~last words~                                                                        | last words
          """)
  void picksTheLineThatSaysWhatWentWrong(String printed, String expected) {
    assertThat(ErrorLine.find(printed.replace('~', '\n'), "")).isEqualTo(expected);
    assertThat(ErrorLine.find("", printed.replace('~', '\n'))).isEqualTo(expected);
  }

  @Test
  void prefersStandardErrorAndShortensLongLines() {
    assertThat(ErrorLine.find("error: b\n", "error: a\n")).isEqualTo("error: b");
    assertThat(ErrorLine.find("", "")).isEmpty();
    assertThat(ErrorLine.find("error: " + "x".repeat(1000), "")).hasSize(301).endsWith("…");
  }
}
