// nn2fpga_matmul.hpp - matrix products of two streams, row by row.
//
//   y[m][n] = sum over k of (a[m][k] - FIRST_ZERO) * (b[n][k] - SECOND_ZERO)
#ifndef NN2FPGA_MATMUL_HPP
#define NN2FPGA_MATMUL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PE, int SIMD, int BEATS, int LAST_SIMD, int ROWS, int COLUMNS, int VECTORS, int FOLDS,
          int FIRST_BITS, bool FIRST_SIGNED, int FIRST_ZERO, int SECOND_BITS, bool SECOND_SIGNED,
          int SECOND_ZERO, int ACC_BITS, bool ACC_SIGNED>
void matmul(stream<beat<SIMD, FIRST_BITS, FIRST_SIGNED>>& first,
            stream<beat<SIMD, SECOND_BITS, SECOND_SIGNED>>& second,
            stream<beat<PE, ACC_BITS, ACC_SIGNED>>& out) {
  for (int row = 0; row < ROWS; row++) {
    beat<SIMD, SECOND_BITS, SECOND_SIGNED> vectors[VECTORS][BEATS];
    for (int n = 0; n < VECTORS; n++) {
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        vectors[n][b] = second.read();
      }
    }
    for (int m = 0; m < COLUMNS; m++) {
      beat<SIMD, FIRST_BITS, FIRST_SIGNED> pixel[BEATS];
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        pixel[b] = first.read();
      }
      for (int f = 0; f < FOLDS; f++) {
        int sum[PE];
        for (int p = 0; p < PE; p++) sum[p] = 0;
        for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
          for (int p = 0; p < PE; p++) {
#pragma HLS UNROLL
            const int n = f * PE + p;
            for (int s = 0; s < SIMD; s++) {
#pragma HLS UNROLL
              const bool used = n < VECTORS && (b < BEATS - 1 || s < LAST_SIMD);
              if (used) {
                sum[p] += (int(pixel[b].lane[s]) - FIRST_ZERO) *
                          (int(vectors[n][b].lane[s]) - SECOND_ZERO);
              }
            }
          }
        }
        beat<PE, ACC_BITS, ACC_SIGNED> given;
        for (int p = 0; p < PE; p++) given.lane[p] = sum[p];
        given.last = row == ROWS - 1 && m == COLUMNS - 1 && f == FOLDS - 1;
        out.write(given);
      }
    }
  }
}

}  // namespace nn2fpga

#endif
