package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir Path folder;

  private CommandLineRun inspect(String level) {
    return CommandLineRun.of(Map.of(), folder, "inspect", "lenet", "--level", level);
  }

  private void makeBuild() throws IOException {
    Files.createDirectories(folder.resolve("lenet/graph"));
    Files.writeString(folder.resolve("lenet/manifest.json"), "{}\n");
    for (String level : new String[] {"nn", "int"}) {
      Files.writeString(folder.resolve("lenet/graph/" + level + ".txt"), "graph " + level + "\n");
    }
  }

  @Test
  void printsTheGraphOfThatLevel() throws IOException {
    makeBuild();
    assertThat(inspect("nn")).isEqualTo(new CommandLineRun(0, "graph nn\n", ""));
    assertThat(inspect("int")).isEqualTo(new CommandLineRun(0, "graph int\n", ""));
  }

  @Test
  void refusesAFolderThatIsNoBuildDirectory() throws IOException {
    String message =
        """
        error[file-not-found]: 'lenet' is not a build directory
          hint: name a folder that './nn2fpga build' wrote; its last line says where
        """;
    assertThat(inspect("nn")).isEqualTo(new CommandLineRun(1, "", message));
    Files.createDirectories(folder.resolve("lenet"));
    assertThat(inspect("nn")).isEqualTo(new CommandLineRun(1, "", message));
  }

  @Test
  void saysWhichFileABuildLacks() throws IOException {
    makeBuild();
    assertThat(inspect("flow"))
        .isEqualTo(
            new CommandLineRun(
                1,
                "",
                """
                error[file-not-found]: 'lenet/graph/flow.txt' cannot be read
                  hint: build the design again
                """));
  }

  @Test
  void refusesAnUnknownLevel() throws IOException {
    makeBuild();
    CommandLineRun run = inspect("rtl");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("Invalid value for option '--level': expected one of [NN, INT, FLOW]");
  }
}
