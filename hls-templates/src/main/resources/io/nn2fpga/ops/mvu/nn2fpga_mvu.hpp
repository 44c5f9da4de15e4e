// nn2fpga_mvu.hpp - matrix-vector unit: PE output channels x SIMD inputs at a time.
//
//   out[oc] = sum over k of weight[oc][k] * in[k]
//
// A vector arrives as INPUT_FOLDS beats of SIMD elements and is used OUTPUT_FOLDS times, for PE
// sums each; weights[output fold * INPUT_FOLDS + input fold][row][column], 0 in unused rows and
// columns of ragged folds.  The sums of a fold leave LANES at a time while the next ones
// accumulate: PE / LANES beats, LAST_BEATS of the last fold.  One call computes PIXELS pixels of
// GROUPS vectors, each group with weights of its own.  With PX > 1 a beat has SIMD elements of each
// of PX vectors, and PX * PE sums are made with the same weights, those of the first vector first;
// PIXELS then counts groups of PX pixels.
#ifndef NN2FPGA_MVU_HPP
#define NN2FPGA_MVU_HPP

#include "nn2fpga_mac_rows.hpp"
#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int GROUPS, int INPUT_FOLDS, int OUTPUT_FOLDS, int LAST_BEATS, int PE,
          int PX, int SIMD, int IN_LANES, int IN_BITS, bool IN_SIGNED, int LANES, int ACC_BITS,
          bool ACC_SIGNED, class WEIGHT>
void mvu(stream<beat<IN_LANES, IN_BITS, IN_SIGNED> >& in,
         stream<beat<LANES, ACC_BITS, ACC_SIGNED> >& out,
         const WEIGHT (&weights)[GROUPS * INPUT_FOLDS * OUTPUT_FOLDS][PE][SIMD]) {
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 2
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 3
  static_assert(LANES * INPUT_FOLDS >= PX * PE, "a fold's sums leave in time");
  static_assert(IN_LANES == PX * SIMD, "a beat has SIMD elements of PX vectors");
  static_assert(PX == 1 || GROUPS * OUTPUT_FOLDS == 1, "several vectors take all rows at once");
  beat<IN_LANES, IN_BITS, IN_SIGNED> replay[INPUT_FOLDS];
  typedef mac_rows<PX * PE, LANES, ACC_BITS, ACC_SIGNED> sums;
  sums rows;
#pragma HLS AGGREGATE variable = replay
#pragma HLS ARRAY_PARTITION variable = rows.total complete
#pragma HLS ARRAY_PARTITION variable = rows.result complete
  int fold = 0;
  int out_fold = 0;
  int word = 0;
  int vector = 0;

  for (int i = 0; i < PIXELS * GROUPS * OUTPUT_FOLDS * INPUT_FOLDS; i++) {
#pragma HLS PIPELINE II = 1
    if (rows.beats_left > 0) rows.give(out);

    if (out_fold == 0) replay[fold] = in.read();
    const beat<IN_LANES, IN_BITS, IN_SIGNED> x = replay[fold];
    for (int row = 0; row < PX * PE; row++) {
#pragma HLS UNROLL
      typename sums::partial_sum sum = 0;
      if (fold > 0) sum = rows.total[row];
      for (int column = 0; column < SIMD; column++) {
#pragma HLS UNROLL
        sum += weights[word][row % PE][column] * x.lane[row / PE * SIMD + column];
      }
      rows.total[row] = sum;
    }

    word = word == GROUPS * OUTPUT_FOLDS * INPUT_FOLDS - 1 ? 0 : word + 1;
    if (++fold == INPUT_FOLDS) {
      fold = 0;
      const bool ends_vector = ++out_fold == OUTPUT_FOLDS;
      rows.complete(ends_vector ? LAST_BEATS : PX * PE / LANES,
                    ends_vector && vector == PIXELS * GROUPS - 1);
      if (ends_vector) {
        out_fold = 0;
        vector++;
      }
    }
  }
  while (rows.beats_left > 0) rows.give(out);
}

}  // namespace nn2fpga

#endif
