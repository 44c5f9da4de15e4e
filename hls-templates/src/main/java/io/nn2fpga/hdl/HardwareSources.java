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

  private HardwareSources() {}

  /** The text of one of {@link #SIMULATION_MODULES} or of {@link #SIMULATION_MAIN}. */
  public static String simulation(String file) {
    String name = "sim/" + file;
    try (InputStream stream = HardwareSources.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name of the file that holds a module. */
  public static String fileName(ModuleInstance module) {
    return module.module() + ".v";
  }

  /** Name of the header that declares a kernel's function, without extension. */
  public static String name(HlsInstance hls) {
    return "nn2fpga_" + hls.function();
  }

  /** Name of the header that declares a kernel's function. */
  public static String fileName(HlsInstance hls) {
    return name(hls) + ".hpp";
  }
}
