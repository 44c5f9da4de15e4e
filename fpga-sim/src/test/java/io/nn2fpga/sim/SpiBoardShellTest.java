package io.nn2fpga.sim;

import io.nn2fpga.boards.BoardIo;
import java.io.IOException;

/** The shell behind SPI. */
class SpiBoardShellTest extends BoardShellContract {
  SpiBoardShellTest() throws IOException {
    super(BoardIo.Kind.SPI, 6, 6.7);
  }
}
