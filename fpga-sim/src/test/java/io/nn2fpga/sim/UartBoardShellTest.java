package io.nn2fpga.sim;

import io.nn2fpga.boards.BoardIo;
import java.io.IOException;

/** The shell behind a UART. */
class UartBoardShellTest extends BoardShellContract {
  UartBoardShellTest() throws IOException {
    super(BoardIo.Kind.UART, 4, 25 / 3.0);
  }
}
