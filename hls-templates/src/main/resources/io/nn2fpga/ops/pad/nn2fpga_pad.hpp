// nn2fpga_pad.hpp - a frame with rows and columns of one code added around it and between its own.
#ifndef NN2FPGA_PAD_HPP
#define NN2FPGA_PAD_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int HEIGHT, int WIDTH, int BEATS, int LAST_LANES, int LANES, int TOP, int LEFT, int BOTTOM,
          int RIGHT, int ROW_STEP, int COLUMN_STEP, int VALUE, int BITS, bool SIGNED>
void pad(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  const int rows = TOP + (HEIGHT - 1) * ROW_STEP + 1 + BOTTOM;
  const int columns = LEFT + (WIDTH - 1) * COLUMN_STEP + 1 + RIGHT;
  for (int y = 0; y < rows; y++) {
    for (int x = 0; x < columns; x++) {
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        const bool row = y >= TOP && y < rows - BOTTOM && (y - TOP) % ROW_STEP == 0;
        const bool column = x >= LEFT && x < columns - RIGHT && (x - LEFT) % COLUMN_STEP == 0;
        beat<LANES, BITS, SIGNED> given;
        if (row && column) {
          given = in.read();
        } else {
          for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
            const bool used = b < BEATS - 1 || lane < LAST_LANES;
            given.lane[lane] = used ? VALUE : 0;
          }
        }
        given.last = y == rows - 1 && x == columns - 1 && b == BEATS - 1;
        out.write(given);
      }
    }
  }
}

}  // namespace nn2fpga

#endif
