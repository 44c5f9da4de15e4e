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

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// The sums of a finished fold, on their way out.
template <int SUMS, int LANES, int BITS, bool SIGNED>
struct mvu_result {
  integer<BITS, SIGNED> sum[SUMS];
  int beats_left = 0;
  bool ends_frame = false;

  void give(stream<beat<LANES, BITS, SIGNED> >& out) {
#pragma HLS INLINE
    beat<LANES, BITS, SIGNED> b;
    for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
      b.lane[lane] = sum[lane];
    }
    b.last = ends_frame && beats_left == 1;
    out.write(b);
    for (int row = 0; row + LANES < SUMS; row++) {
#pragma HLS UNROLL
      sum[row] = sum[row + LANES];
    }
    beats_left--;
  }
};

template <int PIXELS, int GROUPS, int INPUT_FOLDS, int OUTPUT_FOLDS, int LAST_BEATS, int PE,
          int PX, int SIMD, int IN_LANES, int IN_BITS, bool IN_SIGNED, int LANES, int ACC_BITS,
          bool ACC_SIGNED, class WEIGHT>
void mvu(stream<beat<IN_LANES, IN_BITS, IN_SIGNED> >& in,
         stream<beat<LANES, ACC_BITS, ACC_SIGNED> >& out,
         const WEIGHT (&weights)[GROUPS * INPUT_FOLDS * OUTPUT_FOLDS][PE][SIMD]) {
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 2
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 3
  static_assert(PX * PE % LANES == 0 && LANES * INPUT_FOLDS >= PX * PE, "sums leave in time");
  static_assert(IN_LANES == PX * SIMD, "a beat has SIMD elements of PX vectors");
  static_assert(PX == 1 || GROUPS * OUTPUT_FOLDS == 1, "several vectors take all rows at once");
  beat<IN_LANES, IN_BITS, IN_SIGNED> replay[INPUT_FOLDS];
  integer<ACC_SIGNED ? ACC_BITS : ACC_BITS + 1, true> total[PX * PE];
  mvu_result<PX * PE, LANES, ACC_BITS, ACC_SIGNED> result;
#pragma HLS AGGREGATE variable = replay
#pragma HLS ARRAY_PARTITION variable = total complete
#pragma HLS ARRAY_PARTITION variable = result.sum complete
  int fold = 0;
  int out_fold = 0;
  int word = 0;
  int vector = 0;

  for (int i = 0; i < PIXELS * GROUPS * OUTPUT_FOLDS * INPUT_FOLDS; i++) {
#pragma HLS PIPELINE II = 1
    if (result.beats_left > 0) result.give(out);

    if (out_fold == 0) replay[fold] = in.read();
    const beat<IN_LANES, IN_BITS, IN_SIGNED> x = replay[fold];
    for (int row = 0; row < PX * PE; row++) {
#pragma HLS UNROLL
      integer<ACC_SIGNED ? ACC_BITS : ACC_BITS + 1, true> sum = 0;
      if (fold > 0) sum = total[row];
      for (int column = 0; column < SIMD; column++) {
#pragma HLS UNROLL
        sum += weights[word][row % PE][column] * x.lane[row / PE * SIMD + column];
      }
      total[row] = sum;
    }

    word = word == GROUPS * OUTPUT_FOLDS * INPUT_FOLDS - 1 ? 0 : word + 1;
    if (++fold == INPUT_FOLDS) {
      fold = 0;
      for (int row = 0; row < PX * PE; row++) {
#pragma HLS UNROLL
        result.sum[row] = total[row];
      }
      const bool ends_vector = ++out_fold == OUTPUT_FOLDS;
      result.beats_left = ends_vector ? LAST_BEATS : PX * PE / LANES;
      result.ends_frame = ends_vector && vector == PIXELS * GROUPS - 1;
      if (ends_vector) {
        out_fold = 0;
        vector++;
      }
    }
  }
  while (result.beats_left > 0) result.give(out);
}

}  // namespace nn2fpga

#endif
