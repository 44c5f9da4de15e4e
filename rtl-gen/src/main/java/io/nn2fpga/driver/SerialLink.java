package io.nn2fpga.driver;

/**
 * The way to a board that talks to the host itself.
 *
 * @param kind what is spoken: {@code uart} or {@code spi}
 * @param rate bits a second, as the board was built for
 */
public record SerialLink(String kind, long rate) {}
