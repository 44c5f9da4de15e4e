// nn2fpga_window_parallel.hpp - sliding windows of a frame, all taps of P channels a beat; see the .v
// beside it.  Right padding is shifted in as such: columns of the next row are not read ahead.
#ifndef NN2FPGA_WINDOW_PARALLEL_HPP
#define NN2FPGA_WINDOW_PARALLEL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// Frame [H, W, C], P channels a beat of BITS; kernel, strides, dilations, padding above and on the
// left; [OH, OW] windows; PAD is what the padding holds; a line buffer of ROWS rows.
template <int H, int W, int C, int P, int BITS, bool SIGNED, int KH, int KW, int SH, int SW, int DH,
          int DW, int PT, int PL, int OH, int OW, int PAD, int ROWS>
void window_parallel(stream<beat<P, BITS, SIGNED>>& in,
                     stream<beat<KH * KW * P, BITS, SIGNED>>& out) {
  const int WORDS = (C + P - 1) / P;
  const int ROW = W * WORDS;
  // Rows and columns from a window's first tap to its last.
  const int SPAN_H = (KH - 1) * DH + 1;
  const int SPAN_W = (KW - 1) * DW + 1;
  integer<BITS, SIGNED> buffer[ROWS][ROW][P];
#pragma HLS ARRAY_PARTITION variable = buffer complete dim = 1
#pragma HLS ARRAY_PARTITION variable = buffer complete dim = 3
  // The last SPAN_W columns, for each word of a pixel.
  integer<BITS, SIGNED> columns[WORDS][SPAN_W][KH][P] = {};
#pragma HLS ARRAY_PARTITION variable = columns complete dim = 2
#pragma HLS ARRAY_PARTITION variable = columns complete dim = 3
#pragma HLS ARRAY_PARTITION variable = columns complete dim = 4
  // The word written next, and the column word read next, for the next window to be completed.
  int row = 0, col = 0;
  int oy = 0, ox = 0, pos = 0, word = 0;
  while (oy < OH || row < H) {
#pragma HLS PIPELINE II = 1
#pragma HLS DEPENDENCE variable = buffer inter false
    const int top = oy * SH - PT;
    const int left = ox * SW - PL;
    const int window = (left + SPAN_W - 1) * WORDS;
    const int held = row - (top > 0 ? top : 0);
    const bool first_row_ends = oy == OH - 1 || top + SH > 0;
    const bool push =
        row < H && (oy == OH || held < ROWS || (held == ROWS && first_row_ends && col < pos));
    const int last_real = top + SPAN_H < H ? top + SPAN_H - 1 : H - 1;
    const bool issue = oy < OH && (pos >= ROW || row > last_real || (row == last_real && col > pos));
    if (issue) {
      beat<KH * KW * P, BITS, SIGNED> taps;
      for (int ky = 0; ky < KH; ky++) {
#pragma HLS UNROLL
        const int y = top + ky * DH;
        for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
          for (int kx = 0; kx < SPAN_W - 1; kx++) {
#pragma HLS UNROLL
            columns[word][kx][ky][p] = columns[word][kx + 1][ky][p];
          }
          if (y >= 0 && y < H && pos < ROW)
            columns[word][SPAN_W - 1][ky][p] = buffer[y % ROWS][pos][p];
          for (int kx = 0; kx < KW; kx++) {
#pragma HLS UNROLL
            const bool real = y >= 0 && y < H && left + kx * DW >= 0 && left + kx * DW < W;
            const int lane = (ky * KW + kx) * P + p;
            if (word * P + p >= C)
              taps.lane[lane] = 0;
            else if (real)
              taps.lane[lane] = columns[word][kx * DW][ky][p];
            else
              taps.lane[lane] = PAD;
          }
        }
      }
      const bool window_ends = pos == window + WORDS - 1;
      const bool row_ends = window_ends && ox == OW - 1;
      taps.last = row_ends && oy == OH - 1;
      if (pos >= window) out.write(taps);
      word = word == WORDS - 1 ? 0 : word + 1;
      pos = row_ends ? 0 : pos + 1;
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
