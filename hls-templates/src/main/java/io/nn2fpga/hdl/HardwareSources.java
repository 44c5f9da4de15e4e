package io.nn2fpga.hdl;

import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.ModuleInstance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads Verilog and C++ sources from the class path. */
public final class HardwareSources {
  /** The simulation-only Verilog modules of a test bench. */
  public static final List<String> SIMULATION_MODULES =
      List.of("nn2fpga_source.v", "nn2fpga_sink.v", "nn2fpga_tap.v");

  /** The C++ program that clocks a test bench verilated with {@code --prefix Vtop}. */
  public static final String SIMULATION_MAIN = "nn2fpga_main.cpp";

  /** The header of beats and streams that each kernel's header includes. */
  public static final String STREAM_HEADER = "nn2fpga_stream.hpp";

  private HardwareSources() {}

  /** The text of one of {@link #SIMULATION_MODULES} or of {@link #SIMULATION_MAIN}. */
  public static String simulation(String file) {
    return read(HardwareSources.class, "sim/" + file);
  }

  /** The text of a shared C++ header, for example {@link #STREAM_HEADER}. */
  public static String hls(String file) {
    return read(HardwareSources.class, "hls/" + file);
  }

  /** Name of the file that holds a module. */
  public static String fileName(ModuleInstance module) {
    return module.module() + ".v";
  }

  /** Name of the header that declares a kernel's function. */
  public static String fileName(HlsInstance hls) {
    return "nn2fpga_" + hls.function() + ".hpp";
  }

  /** The header of a kernel's function. */
  public static String text(HlsInstance hls) {
    return read(hls.sources(), fileName(hls));
  }

  private static String read(Class<?> place, String name) {
    try (InputStream stream = place.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + name + " beside " + place.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
