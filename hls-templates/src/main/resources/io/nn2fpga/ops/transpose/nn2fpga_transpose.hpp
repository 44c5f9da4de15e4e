// nn2fpga_transpose.hpp - rows and columns of tiles of a frame exchanged.
//
//   y[r * COLUMNS + j][i] = x[r * ROWS + i][j]
#ifndef NN2FPGA_TRANSPOSE_HPP
#define NN2FPGA_TRANSPOSE_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int TILES, int ROWS, int COLUMNS, int BEATS, int LANES, int BITS, bool SIGNED>
void transpose(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  beat<LANES, BITS, SIGNED> tile[ROWS][COLUMNS][BEATS];
  for (int t = 0; t < TILES; t++) {
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
          tile[i][j][b] = in.read();
        }
      }
    }
    for (int j = 0; j < COLUMNS; j++) {
      for (int i = 0; i < ROWS; i++) {
        for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
          beat<LANES, BITS, SIGNED> given = tile[i][j][b];
          given.last = t == TILES - 1 && j == COLUMNS - 1 && i == ROWS - 1 && b == BEATS - 1;
          out.write(given);
        }
      }
    }
  }
}

}  // namespace nn2fpga

#endif
