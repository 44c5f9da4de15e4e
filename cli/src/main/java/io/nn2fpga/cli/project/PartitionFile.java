package io.nn2fpga.cli.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.NearestName;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.partition.Cuts;
import java.nio.file.Path;
import java.util.List;

/** Reads and writes {@code partition.yaml}: where a network goes to the accelerator and back. */
public final class PartitionFile {
  private static final String PART = "accelerator";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  private PartitionFile() {}

  /** The YAML text of cuts; {@link #read} of it gives equal ones. */
  public static String write(Cuts cuts) {
    ObjectNode root = CheckedYaml.object();
    root.putObject(PART).put(INPUT, cuts.input()).put(OUTPUT, cuts.output());
    return "# The values at which the network goes to the accelerator and comes back.\n"
        + "# 'nn2fpga partition MODEL' lists its nodes and values.\n"
        + CheckedYaml.text(root);
  }

  /**
   * Reads cuts.
   *
   * @param graph whose values they name
   * @throws DiagnosticException FILE_NOT_FOUND, MALFORMED_FILE, or PARTITION with every unknown key
   *     and value
   */
  public static Cuts read(Path file, Graph graph) {
    CheckedYaml yaml = new CheckedYaml(file, Code.PARTITION);
    JsonNode root = yaml.parse("the partition");
    yaml.requireKnown(root, "", List.of(PART), "key");
    JsonNode part = root.path(PART);
    yaml.requireKnown(part, PART + "/", List.of(INPUT, OUTPUT), "key");
    List<String> values =
        graph.values().keySet().stream().filter(name -> !graph.isConstant(name)).toList();
    Cuts cuts = new Cuts(value(yaml, part, INPUT, values), value(yaml, part, OUTPUT, values));
    yaml.throwIfAny();
    return cuts;
  }

  private static String value(CheckedYaml yaml, JsonNode part, String key, List<String> values) {
    String path = PART + "/" + key;
    String name = part.path(key).asText("");
    if (name.isEmpty()) {
      yaml.problem(
          "'" + key + "' is missing",
          PART,
          "name the value that "
              + (key.equals(INPUT) ? "goes to the accelerator" : "comes back from it"));
    } else if (!values.contains(name)) {
      yaml.problem(
          "the network has no value '" + name + "'",
          path,
          "did you mean '" + NearestName.of(name, values) + "'?");
    }
    return name;
  }
}
