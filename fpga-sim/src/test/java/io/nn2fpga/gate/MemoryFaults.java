package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Faults in the initial contents of block RAMs: the models of these, with a place that takes the
 * bit from the file {@code fault} and says which memories there are, and how many of their bytes
 * are not 0.
 */
final class MemoryFaults {
  private static final Pattern MEMORY = Pattern.compile("memory (\\d+) (\\d+)");
  private static final String PLACE = "// contents";

  private MemoryFaults() {}

  /** Puts changed models where those of this project would be put. */
  static void prepare(Board board, Path work) throws IOException {
    String file = board.flow() == Board.Flow.NEXTPNR_ECP5 ? "ecp5.v" : "gowin.v";
    String models = text(GateCheck.class, file);
    assertThat(models).containsOnlyOnce(PLACE);
    Files.writeString(
        work.resolve(file), models.replace(PLACE, text(MemoryFaults.class, "memory_fault.v")));
  }

  private static String text(Class<?> beside, String file) throws IOException {
    try (InputStream in = beside.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Seeded faults.
   *
   * @param log what a run printed
   */
  static List<NetlistFaults.Fault> of(String log, int count) {
    Random random = new Random(815);
    List<String> names = new ArrayList<>();
    List<Integer> bytes = new ArrayList<>();
    Matcher matcher = MEMORY.matcher(log);
    while (matcher.find()) {
      if (!matcher.group(2).equals("0")) {
        names.add(matcher.group(1));
        bytes.add(Integer.parseInt(matcher.group(2)));
      }
    }
    assertThat(names).isNotEmpty();
    List<NetlistFaults.Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int memory = random.nextInt(names.size());
      String text =
          String.format(
              "-1 0 %s %d %d",
              names.get(memory), random.nextInt(bytes.get(memory)), random.nextInt(8));
      faults.add(new NetlistFaults.Fault("ram", text));
    }
    return faults;
  }
}
