package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.shell.FlashImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The routed netlist of an iCEBreaker that loads its weights from the flash into SPRAM. */
@Tag("full")
class SpramCheckTest {
  private static final int CRC_BYTES = 4;

  @Test
  void answersGoldenSamplesWithItsWeightsAndNotWithOthers() throws IOException {
    RoutedBoard board = RoutedBoard.withSpram().route();
    GateCheck.Passed passed = check(board);
    System.out.printf("icebreaker with SPRAM: %s%n", passed);
    assertThat(passed.depth()).isEqualTo(CheckDepth.ROUTED);
    assertThat(passed.compared()).isGreaterThan(500);

    // One weight's highest bit, in an image that is right otherwise.
    Path file = board.build().resolve(FlashImage.FILE);
    byte[] image = Files.readAllBytes(file);
    image[image.length / 2] ^= (byte) 0x80;
    CRC32 crc = new CRC32();
    crc.update(image, 0, image.length - CRC_BYTES);
    for (int i = 0; i < CRC_BYTES; i++) {
      image[image.length - CRC_BYTES + i] = (byte) (crc.getValue() >> (8 * i));
    }
    Files.write(file, image);
    assertThatThrownBy(() -> check(board))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[verification-failed]: the routed netlist does not do")
        .hasMessageContaining("sample");
  }

  private static GateCheck.Passed check(RoutedBoard board) {
    return board.check().run(board.design(), board.hash(), board.bitstream(), board.samples(4));
  }
}
