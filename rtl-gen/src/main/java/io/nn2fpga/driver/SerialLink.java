package io.nn2fpga.driver;

import io.nn2fpga.boards.BoardIo;
import org.jspecify.annotations.Nullable;

/**
 * The way to a board that talks to the host itself.
 *
 * @param kind what is spoken: {@code uart} or {@code spi}
 * @param rate bits a second at the board's clock: of a UART, or the highest SCK of SPI
 * @param ftdi the chip on the board that can be the master of SPI; null if there is none
 */
public record SerialLink(String kind, long rate, BoardIo.@Nullable Ftdi ftdi) {}
