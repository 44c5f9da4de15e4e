package io.nn2fpga.rtl;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.ModuleInstance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies hand-written sources from the class path, with the sources that they refer to. */
public final class Sources {
  /** Where sources lie that belong to no operator. */
  private static final String SHARED = "/io/nn2fpga/hdl/";

  private static final Pattern COMMENT = Pattern.compile("//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern MODULE = Pattern.compile("\\b(nn2fpga_\\w+)\\s*(?:#\\s*\\(|u_\\w+)");
  private static final Pattern INCLUDE = Pattern.compile("#include \"(nn2fpga_\\w+)\\.hpp\"");

  private final String extension;
  private final Pattern reference;
  private final String shared;
  private final Map<String, String> texts = new TreeMap<>();

  private Sources(String extension, Pattern reference, String shared) {
    this.extension = extension;
    this.reference = reference;
    this.shared = shared;
  }

  /** Collects Verilog modules. */
  static Sources verilog() {
    return new Sources(".v", MODULE, SHARED);
  }

  /** The Verilog of a module and of the modules that it instantiates, by file name, sorted. */
  public static Map<String, String> of(ModuleInstance module) {
    Sources sources = verilog();
    sources.add(module.module(), module.sources());
    return sources.texts();
  }

  /** Collects C++ headers. */
  static Sources headers() {
    return new Sources(".hpp", INCLUDE, SHARED + "hls/");
  }

  /** The header of a kernel's function and those that it includes, by file name, sorted. */
  public static Map<String, String> of(HlsInstance hls) {
    Sources sources = headers();
    sources.add(hls);
    return sources.texts();
  }

  /** Adds the header of a kernel's function and those that it includes. */
  void add(HlsInstance hls) {
    add(HardwareSources.name(hls), hls.sources());
  }

  /**
   * Adds a source and, recursively, the ones it names that lie beside it or among the shared ones.
   *
   * @param name the file's name without extension
   * @param owner a class of the package that holds it
   * @throws IllegalStateException if there is no such source
   */
  void add(String name, Class<?> owner) {
    if (!addIfPresent(name, owner)) {
      throw new IllegalStateException(
          "no source " + name + extension + " beside " + owner.getName());
    }
  }

  /** The sources by file name, sorted. */
  Map<String, String> texts() {
    return texts;
  }

  /** False if a reference is resolved by neither place: then the tools name it. */
  private boolean addIfPresent(String name, Class<?> owner) {
    String file = name + extension;
    if (texts.containsKey(file)) {
      return true;
    }
    String text = read(owner, file);
    if (text == null) {
      text = read(owner, shared + file);
    }
    if (text == null) {
      return false;
    }
    texts.put(file, text);
    Matcher references = reference.matcher(COMMENT.matcher(text).replaceAll(""));
    while (references.find()) {
      addIfPresent(references.group(1), owner);
    }
    return true;
  }

  private static @Nullable String read(Class<?> owner, String file) {
    try (InputStream in = owner.getResourceAsStream(file)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
