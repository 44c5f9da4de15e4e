package io.nn2fpga.cli.project;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code nn2fpga.yaml}; every unknown key is reported with the nearest known one. */
public final class ProjectReader {
  private ProjectReader() {}

  /**
   * Reads a project file. Paths in the result are resolved against the file's folder.
   *
   * @throws DiagnosticException if the file cannot be read, is not YAML, has unknown keys, or a
   *     value of the wrong kind or out of range; all unknown keys and bad values together
   */
  public static Project read(Path file) {
    Diagnostics problems = new Diagnostics();
    Project project = parse(file, problems);
    if (project != null) {
      ProjectCheck.check(project, file.toString(), problems);
    }
    problems.throwIfAny();
    if (project == null) {
      throw new IllegalStateException("no project and no problem in " + file);
    }
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? project : resolve(project, folder);
  }

  private static @Nullable Project parse(Path file, Diagnostics problems) {
    if (!Files.isRegularFile(file)) {
      problems.add(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "no project file '" + file + "'",
              "name a model, as in './nn2fpga build MODEL.onnx --board zcu104', or write a project"
                  + " file with './nn2fpga init MODEL.onnx'"));
      return null;
    }
    Map<String, Integer> lines = Map.of();
    try {
      String text = Files.readString(file);
      KeyLines keys = KeyLines.read(text, Project.class);
      lines = keys.lines();
      keys.unknown().forEach(key -> problems.add(unknownKey(file, key)));
      YAMLMapper mapper =
          YAMLMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
      return keys.empty() ? Project.EMPTY : mapper.readValue(text, Project.class);
    } catch (MismatchedInputException e) {
      problems.add(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "'" + keyPath(e) + "' has a value of the wrong kind",
              place(file, lines.getOrDefault(keyPath(e), 0)),
              "it takes " + kindOf(e.getTargetType())));
    } catch (JacksonException e) {
      problems.add(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "not a YAML file: " + e.getOriginalMessage().lines().findFirst().orElse(""),
              place(file, e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
              null));
    } catch (IOException e) {
      problems.add(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "'" + file + "' cannot be read: " + e.getMessage(), null));
    }
    return null;
  }

  private static String keyPath(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String kindOf(@Nullable Class<?> type) {
    if (type == null) {
      return "another kind of value";
    }
    if (type == Double.class || type == Integer.class) {
      return type == Double.class ? "a number" : "a whole number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list, as in [0.5]";
    }
    return type.isRecord() ? "keys of its own, indented below it" : "a text";
  }

  private static String place(Path file, int line) {
    return line < 1 ? file.toString() : file + ", line " + line;
  }

  private static Diagnostic unknownKey(Path file, KeyLines.Unknown key) {
    return Diagnostic.of(
        Code.PROJECT_FILE,
        "unknown key '" + key.key() + "'",
        place(file, key.line()),
        "did you mean '"
            + NearestName.of(key.key(), key.known())
            + "'? known here: "
            + String.join(", ", key.known()));
  }

  private static Project resolve(Project p, Path folder) {
    Project.Calibration calibration = p.calibration();
    Project.Test test = p.test();
    return new Project(
        p.name(),
        at(folder, p.model()),
        p.preprocess(),
        calibration == null
            ? null
            : new Project.Calibration(at(folder, calibration.data()), calibration.samples()),
        test == null ? null : new Project.Test(at(folder, test.data()), at(folder, test.labels())),
        p.board(),
        p.link(),
        p.bits(),
        p.quantize(),
        at(folder, p.quantization()),
        p.target(),
        at(folder, p.schedule()),
        p.verify(),
        p.tfliteKernels(),
        p.customOperators() == null
            ? null
            : p.customOperators().stream()
                .map(file -> java.util.Objects.requireNonNull(at(folder, file)))
                .toList(),
        p.partition() == null
            ? null
            : PartitionChoice.located(
                p.partition(), file -> java.util.Objects.requireNonNull(at(folder, file))));
  }

  private static @Nullable Path at(Path folder, @Nullable Path path) {
    if (path == null) {
      return null;
    }
    Path here = Path.of("").toAbsolutePath();
    Path resolved = folder.resolve(path).normalize();
    return resolved.startsWith(here) ? here.relativize(resolved) : resolved;
  }
}
