package io.nn2fpga.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellCountsTest {
  /** As Yosys 0.70 prints it: modules of the source have a backslash, derived ones do not. */
  private static CellCounts counts() throws IOException {
    String json =
        """
        {"modules": {
          "\\\\unit_0": {"num_cells_by_type": {"$paramod$0a1f\\\\nn2fpga_mvu": 1}},
          "$paramod$0a1f\\\\nn2fpga_mvu": {"num_cells_by_type": {
            "LUT2": 5, "$paramod\\\\nn2fpga_mvu_row\\\\SIMD=s32'11": 4,
            "$paramod$77ee\\\\nn2fpga_rom": 1, "nn2fpga_skid": 2}},
          "$paramod\\\\nn2fpga_mvu_row\\\\SIMD=s32'11": {"num_cells_by_type": {
            "LUT2": 10, "DSP48E2": 3}},
          "\\\\nn2fpga_skid": {"num_cells_by_type": {"FDRE": 7}},
          "$paramod$77ee\\\\nn2fpga_rom": {"num_cells_by_type": {"LUT6": 1000}}}}
        """;
    return new CellCounts(JsonMapper.builder().build().readTree(json));
  }

  @Test
  void aModuleCountsAsOftenAsItIsInstantiated() throws IOException {
    assertThat(counts().of("unit_0", "nn2fpga_rom"))
        .isEqualTo(Map.of("LUT2", 45L, "DSP48E2", 12L, "FDRE", 14L));
  }

  @Test
  void nothingIsLeftOutThatIsNotNamed() throws IOException {
    assertThat(counts().of("unit_0", null)).containsEntry("LUT6", 1000L);
    assertThat(counts().of("unit_0", "nn2fpga")).containsEntry("LUT6", 1000L);
  }

  @Test
  void aMissingModuleIsABug() {
    assertThatThrownBy(() -> counts().of("unit_1", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the statistics have no module unit_1");
  }
}
