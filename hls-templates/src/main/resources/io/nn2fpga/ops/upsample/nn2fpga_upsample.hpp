// nn2fpga_upsample.hpp - nearest-neighbour enlargement by whole factors.
//
//   y[h][w] = x[h / ROWS][w / COLUMNS]
#ifndef NN2FPGA_UPSAMPLE_HPP
#define NN2FPGA_UPSAMPLE_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int HEIGHT, int WIDTH, int BEATS, int LANES, int ROWS, int COLUMNS, int BITS, bool SIGNED>
void upsample(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  beat<LANES, BITS, SIGNED> row[WIDTH][BEATS];
  for (int y = 0; y < HEIGHT * ROWS; y++) {
    for (int x = 0; x < WIDTH * COLUMNS; x++) {
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        if (y % ROWS == 0 && x % COLUMNS == 0) row[x / COLUMNS][b] = in.read();
        beat<LANES, BITS, SIGNED> given = row[x / COLUMNS][b];
        given.last = y == HEIGHT * ROWS - 1 && x == WIDTH * COLUMNS - 1 && b == BEATS - 1;
        out.write(given);
      }
    }
  }
}

}  // namespace nn2fpga

#endif
