package io.nn2fpga.contract;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.HlsText;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The C++ program that runs the HLS kernels of all cases on the files of their inputs. */
final class HlsProgram {
  private static final String PRELUDE =
      """
      #include <cstdio>
      #include <cstdlib>

      template <int LANES, int BITS, bool SIGNED>
      static void load(const char* file, nn2fpga::stream<nn2fpga::beat<LANES, BITS, SIGNED> >& s) {
        std::FILE* f = std::fopen(file, "r");
        if (f == nullptr) { std::fprintf(stderr, "error: cannot read %s\\n", file); std::exit(1); }
        int last;
        while (std::fscanf(f, "%d", &last) == 1) {
          nn2fpga::beat<LANES, BITS, SIGNED> b;
          b.last = last != 0;
          for (int i = 0; i < LANES; i++) {
            long long v;
            if (std::fscanf(f, "%lld", &v) != 1) std::exit(1);
            b.lane[i] = v;
          }
          s.write(b);
        }
        std::fclose(f);
      }

      template <int LANES, int BITS, bool SIGNED>
      static void save(const char* file, nn2fpga::stream<nn2fpga::beat<LANES, BITS, SIGNED> >& s) {
        std::FILE* f = std::fopen(file, "w");
        while (!s.empty()) {
          const nn2fpga::beat<LANES, BITS, SIGNED> b = s.read();
          std::fprintf(f, "%d", b.last ? 1 : 0);
          for (int i = 0; i < LANES; i++) std::fprintf(f, " %lld", (long long)b.lane[i]);
          std::fprintf(f, "\\n");
        }
        std::fclose(f);
      }

      """;

  private final List<ContractCase> cases;

  HlsProgram(List<ContractCase> cases) {
    this.cases = cases;
  }

  /** The program's text. */
  String text() {
    StringBuilder text = new StringBuilder();
    Set<String> headers = new TreeSet<>();
    cases.forEach(c -> headers.add(HardwareSources.fileName(c.actor().hls())));
    headers.forEach(header -> text.append("#include \"").append(header).append("\"\n"));
    text.append(PRELUDE);
    cases.forEach(c -> function(text, c));
    text.append("int main() {\n");
    cases.forEach(c -> text.append("  run_").append(c.name()).append("();\n"));
    return text.append("  return 0;\n}\n").toString();
  }

  private static void function(StringBuilder text, ContractCase contractCase) {
    Actor actor = contractCase.actor();
    HlsInstance hls = actor.hls();
    String name = contractCase.name();
    text.append("static void run_").append(name).append("() {\n");
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < actor.inputs().size(); i++) {
      declare(text, actor.inputs().get(i), "in" + i, operands);
      text.append(String.format("  load(\"%s_in%d.lanes\", in%d);\n", name, i, i));
    }
    for (int i = 0; i < actor.outputs().size(); i++) {
      declare(text, actor.outputs().get(i), "out" + i, operands);
    }
    for (HlsInstance.ConstantArray array : hls.arrays()) {
      text.append("  ").append(HlsText.definition(array, array.name()));
      operands.add(array.name());
    }
    text.append("  for (int i = 0; i < ").append(contractCase.frames()).append("; i++) ");
    text.append(HlsText.call(hls, operands)).append('\n');
    for (int i = 0; i < actor.inputs().size(); i++) {
      text.append(
          String.format(
              "  if (!in%d.empty()) { std::fprintf(stderr, \"error: %s leaves beats\\n\");"
                  + " std::exit(1); }\n",
              i, name));
    }
    for (int i = 0; i < actor.outputs().size(); i++) {
      text.append(String.format("  save(\"%s_out%d.hls\", out%d);\n", name, i, i));
    }
    text.append("}\n\n");
  }

  private static void declare(
      StringBuilder text, StreamType type, String name, List<String> operands) {
    text.append(String.format("  %s %s(\"%s\");\n", HlsText.streamType(type), name, name));
    operands.add(name);
  }
}
