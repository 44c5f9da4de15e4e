// nn2fpga_window_serial.hpp - sliding windows of a frame, one tap a beat; see the .v beside it.
#ifndef NN2FPGA_WINDOW_SERIAL_HPP
#define NN2FPGA_WINDOW_SERIAL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// Frame [H, W, C], P channels a beat of BITS; kernel, strides, dilations, padding above and on the
// left; [OH, OW] windows; PAD is what the padding holds; a line buffer of ROWS rows; all taps of a
// GROUPS-th of a pixel's words before those of the next.
template <int H, int W, int C, int P, int BITS, bool SIGNED, int KH, int KW, int SH, int SW, int DH,
          int DW, int PT, int PL, int OH, int OW, int PAD, int ROWS, int GROUPS>
void window_serial(stream<beat<P, BITS, SIGNED>>& in, stream<beat<P, BITS, SIGNED>>& out) {
  const int WORDS = (C + P - 1) / P;
  const int ROW = W * WORDS;
  const int GROUP = WORDS / GROUPS;
  integer<BITS, SIGNED> buffer[ROWS][ROW][P];
#pragma HLS ARRAY_PARTITION variable = buffer complete dim = 3
  // The word written next, and the word read next: its window, its group's first word, kernel row
  // and column, and where it is in the group.
  int row = 0, col = 0;
  int oy = 0, ox = 0, first = 0, ky = 0, kx = 0, word = 0;
  while (oy < OH || row < H) {
#pragma HLS PIPELINE II = 1
#pragma HLS DEPENDENCE variable = buffer inter false
    const int top = oy * SH - PT;
    const int window = (ox * SW - PL) * WORDS;
    const int held = row - (top > 0 ? top : 0);
    const bool first_row_ends = oy == OH - 1 || top + SH > 0;
    const bool push = row < H && (oy == OH || held < ROWS ||
                                  (held == ROWS && first_row_ends && col < window));
    const int y = top + ky * DH;
    const int pos = window + kx * DW * WORDS + first + word;
    const bool padding = y < 0 || y >= H || pos < 0 || pos >= ROW;
    const bool issue = oy < OH && (padding || row > y || (row == y && col > pos));
    if (issue) {
      const bool word_ends = word == GROUP - 1;
      const bool kernel_row_ends = word_ends && kx == KW - 1;
      const bool group_ends = kernel_row_ends && ky == KH - 1;
      const bool window_ends = group_ends && first == WORDS - GROUP;
      const bool row_ends = window_ends && ox == OW - 1;
      beat<P, BITS, SIGNED> tap;
      for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
        if ((first + word) * P + p >= C)
          tap.lane[p] = 0;
        else if (padding)
          tap.lane[p] = PAD;
        else
          tap.lane[p] = buffer[y % ROWS][pos][p];
      }
      tap.last = row_ends && oy == OH - 1;
      out.write(tap);
      word = word_ends ? 0 : word + 1;
      if (word_ends) kx = kernel_row_ends ? 0 : kx + 1;
      if (kernel_row_ends) ky = group_ends ? 0 : ky + 1;
      if (group_ends) first = window_ends ? 0 : first + GROUP;
      if (window_ends) ox = row_ends ? 0 : ox + 1;
      if (row_ends) oy++;
    }
    if (push) {
      const beat<P, BITS, SIGNED> pixel = in.read();
      for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
        buffer[row % ROWS][col][p] = pixel.lane[p];
      }
      row = col == ROW - 1 ? row + 1 : row;
      col = col == ROW - 1 ? 0 : col + 1;
    }
  }
}

}  // namespace nn2fpga

#endif
