package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.ToolRunner;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Chromium without a window: the program that NN2FPGA_CHROMIUM names, or {@code chromium}. One
 * start gives the tree, what the console said, and a picture.
 */
final class Browser {
  static final int WIDTH = 1280;

  private static final int HEIGHT = 1600;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Browser() {}

  /** What a page became. */
  record Visit(Document page, List<String> console, BufferedImage picture) {}

  /** Opens a copy of a page that runs one more script at its end. */
  static Visit visit(Path page, String script) throws IOException {
    Path folder = Files.createTempDirectory(page.toAbsolutePath().getParent(), "browser");
    Path copy = folder.resolve("page.html");
    String text = Files.readString(page);
    assertThat(text).contains("</body>");
    Files.writeString(copy, text.replace("</body>", "<script>" + script + "</script></body>"));
    Path picture = folder.resolve("page.png");
    ToolResult result =
        new ToolRunner()
            .run(ToolCommand.of("chromium", command(folder, copy, picture), folder, LIMIT));
    return new Visit(
        Jsoup.parse(result.stdout()),
        result.stderr().lines().filter(line -> line.contains(":CONSOLE:")).toList(),
        Objects.requireNonNull(ImageIO.read(picture.toFile())));
  }

  private static List<String> command(Path folder, Path page, Path picture) {
    List<String> command = new ArrayList<>();
    command.add(System.getenv().getOrDefault("NN2FPGA_CHROMIUM", "chromium"));
    // As root there is no sandbox, without a network nothing may be fetched in the background.
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--enable-logging=stderr",
            "--user-data-dir=" + folder.resolve("profile"),
            "--window-size=" + WIDTH + "," + HEIGHT,
            "--screenshot=" + picture,
            "--dump-dom",
            page.toUri().toString()));
    return command;
  }
}
