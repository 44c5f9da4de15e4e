package io.nn2fpga.amd;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.VitisPlatform;
import io.nn2fpga.boards.Zynq;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Writes the projects for AMD's tools. */
public final class AmdFiles {
  private AmdFiles() {}

  /**
   * The Vivado or Vitis project, and the Vitis HLS project of a design, by path in the build
   * directory.
   *
   * @param design a design with one input and one output
   * @param sources the design's own files
   * @param board what it is built for
   * @param clockMhz clock of the logic; a board without a processor makes the nearest that is not
   *     above it, as its {@link io.nn2fpga.shell.BoardFiles} say
   * @return no file for a board of another flow
   */
  public static Map<String, String> of(
      Design design, DesignFiles sources, Board board, double clockMhz) {
    if (board.flow().open()) {
      return Map.of();
    }
    Map<String, String> files = new TreeMap<>();
    Zynq zynq = board.zynq();
    VitisPlatform vitis = board.vitis();
    if (zynq != null) {
      files.putAll(VivadoProject.files(design, sources, board, zynq, clockMhz));
    }
    if (board.io() != null) {
      files.putAll(VivadoProject.files(design, board, clockMhz));
    }
    if (vitis != null) {
      files.putAll(VitisKernel.of(design, vitis).files(design, sources, board, clockMhz));
    }
    files.putAll(VitisHlsProject.files(design, board, clockMhz));
    return files;
  }

  static String resource(String name) {
    try (InputStream in = AmdFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
