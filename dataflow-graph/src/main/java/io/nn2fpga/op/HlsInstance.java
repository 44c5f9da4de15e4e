package io.nn2fpga.op;

import java.util.List;

/**
 * How a kernel appears in HLS C++: a call of a function template that processes one frame.
 *
 * <p>The generated call is {@code nn2fpga::FUNCTION<TEMPLATE ARGUMENTS>(inputs…, outputs…,
 * arrays…)}; streams are {@code nn2fpga::stream<nn2fpga::beat<LANES, BITS, SIGNED>>} references,
 * which is {@code hls::stream} under Vitis HLS; the header includes {@code nn2fpga_stream.hpp}.
 *
 * @param function name of the function template; declared in the class path resource {@code
 *     nn2fpga_<function>.hpp} beside the kernel's class
 * @param sources the class whose package holds the header
 * @param templateArguments integer template arguments, in order
 * @param arrays constant arrays passed after the streams
 */
public record HlsInstance(
    String function, Class<?> sources, List<Long> templateArguments, List<ConstantArray> arrays) {

  /** Copies the lists. */
  public HlsInstance {
    templateArguments = List.copyOf(templateArguments);
    arrays = List.copyOf(arrays);
  }

  /**
   * A constant array of native integers, the narrowest that hold {@code bits}.
   *
   * @param name a C identifier, unique in the kernel
   * @param bits bits of an element; signed
   * @param extents C array extents, outermost first
   * @param values the elements, row major
   */
  @SuppressWarnings("ArrayRecordComponent") // large, written once
  public record ConstantArray(String name, int bits, List<Integer> extents, long[] values) {
    /** Copies the extents. */
    public ConstantArray {
      extents = List.copyOf(extents);
    }
  }
}
