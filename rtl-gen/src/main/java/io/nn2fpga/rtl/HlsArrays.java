package io.nn2fpga.rtl;

import io.nn2fpga.hdl.HlsText;
import io.nn2fpga.op.HlsInstance.ConstantArray;

/** Writes {@code weights.hpp}: every kernel's constant arrays as C++. */
final class HlsArrays {
  private HlsArrays() {}

  /** Name of an array for its user; unique in the design. */
  static String name(Design.Instance instance, ConstantArray array) {
    return "weights::" + identifier(instance, array);
  }

  private static String identifier(Design.Instance instance, ConstantArray array) {
    return instance.id() + "_" + array.name();
  }

  static String header(Design design) {
    StringBuilder text =
        new StringBuilder("// weights.hpp - constants of the network '")
            .append(design.graph().name())
            .append("', written by nn2fpga.\n\n")
            .append("#ifndef WEIGHTS_HPP\n#define WEIGHTS_HPP\n\n")
            .append("#include \"nn2fpga_stream.hpp\"\n\nnamespace weights {\n");
    for (Design.Instance instance : design.instances()) {
      for (ConstantArray array : instance.actor().hls().arrays()) {
        text.append('\n').append(HlsText.definition(array, identifier(instance, array)));
      }
    }
    return text.append("\n}  // namespace weights\n\n#endif\n").toString();
  }
}
