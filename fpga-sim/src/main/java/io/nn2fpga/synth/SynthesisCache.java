package io.nn2fpga.synth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cells of units that were synthesized before, one file a unit, named by the hash of all that the
 * result depends on. Shared by all builds of a user; a file appears whole or not at all, and one
 * that cannot be read counts as missing.
 */
final class SynthesisCache {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<TreeMap<String, Long>> CELLS = new TypeReference<>() {};

  private final Path directory;
  private final String flow;

  /**
   * A cache.
   *
   * @param directory created when needed
   * @param flow what applies to all units: the tool's version and the script's commands
   */
  SynthesisCache(Path directory, String flow) {
    this.directory = directory;
    this.flow = flow;
  }

  /** The cells by type, or null if this unit was not synthesized by this flow before. */
  @Nullable Map<String, Long> find(SynthesisUnit unit) {
    Path file = file(unit);
    try {
      Map<String, Long> cells = Files.exists(file) ? MAPPER.readValue(file.toFile(), CELLS) : null;
      boolean whole = cells != null && cells.values().stream().allMatch(n -> n != null && n >= 0);
      return whole ? cells : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Keeps a result; a disk that refuses only costs time later. */
  void put(SynthesisUnit unit, Map<String, Long> cells) {
    try {
      Files.createDirectories(directory);
      Path partial = Files.createTempFile(directory, "new-", ".json");
      try {
        Files.writeString(partial, MAPPER.writeValueAsString(new TreeMap<>(cells)));
        Files.move(partial, file(unit), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers by name that are not JSON", e);
    } catch (IOException e) {
      return;
    }
  }

  private Path file(SynthesisUnit unit) {
    StringBuilder text = new StringBuilder(flow).append('\0').append(unit.module()).append('\0');
    text.append(unit.romsApart()).append('\0').append(unit.parameters()).append('\0');
    unit.memories().forEach((name, hex) -> text.append(name).append('\0').append(hex).append('\0'));
    unit.sources().forEach((name, v) -> text.append(name).append('\0').append(v).append('\0'));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
