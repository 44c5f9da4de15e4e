// nn2fpga_slice.hpp - some rows, columns and channels of a frame.
#ifndef NN2FPGA_SLICE_HPP
#define NN2FPGA_SLICE_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// A frame of HEIGHT x WIDTH pixels of BEATS beats; from row TOP and column LEFT on ROWS x COLUMNS
// pixels are kept, of each KEPT beats from FIRST on, of each LANES lanes from OFFSET on.
template <int HEIGHT, int WIDTH, int BEATS, int IN_LANES, int TOP, int LEFT, int ROWS, int COLUMNS,
          int FIRST, int KEPT, int OFFSET, int LANES, int LAST_LANES, int BITS, bool SIGNED>
void slice(stream<beat<IN_LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        const beat<IN_LANES, BITS, SIGNED> taken = in.read();
        beat<LANES, BITS, SIGNED> given;
        for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
          const bool used = b < FIRST + KEPT - 1 || lane < LAST_LANES;
          given.lane[lane] = used ? taken.lane[OFFSET + lane] : integer<BITS, SIGNED>(0);
        }
        const bool row = y >= TOP && y < TOP + ROWS;
        const bool column = x >= LEFT && x < LEFT + COLUMNS;
        given.last = y == TOP + ROWS - 1 && x == LEFT + COLUMNS - 1 && b == FIRST + KEPT - 1;
        if (row && column && b >= FIRST && b < FIRST + KEPT) out.write(given);
      }
    }
  }
}

}  // namespace nn2fpga

#endif
