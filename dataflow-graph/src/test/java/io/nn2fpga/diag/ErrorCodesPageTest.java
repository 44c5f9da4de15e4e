package io.nn2fpga.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/errors.md is generated from {@link Code}; {@code -Dnn2fpga.update.docs=true} rewrites it.
 */
class ErrorCodesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "errors.md");

  @Test
  void thePageListsEveryCode() throws IOException {
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(PAGE, page());
    }

    assertThat(PAGE).content().isEqualTo(page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Error codes

            <!-- Generated from io.nn2fpga.diag.Code; see development.md. -->

            A mistake in what nn2fpga is given is shown with a stable code in brackets, the place, and what to do about it:

                error[tool-too-old]: verilator is version 4.038, but 5.006 or newer is needed
                  at /usr/bin/verilator
                  hint: install a newer one and set NN2FPGA_VERILATOR=PATH

            All problems of a stage are shown together. The process ends with the exit code of the first.

            | code | exit code | meaning |
            | --- | --- | --- |
            """);
    for (Code code : Code.values()) {
      page.append("| `%s` | %d | %s |\n".formatted(code.word(), code.exitCode(), code.summary()));
    }
    return page.append(
            """

            Other exit codes: 0 when all went well, 2 when the command line is wrong, 130 when the run was interrupted, and
            70 for `internal`, a bug of nn2fpga: the message names a file to attach to a report.
            """)
        .toString();
  }
}
