// nn2fpga_mac_rows.hpp - the sums of nn2fpga_mvu.hpp and nn2fpga_vvu.hpp: ROWS totals that
// accumulate over a fold, and those of the fold before on their way out, LANES a beat.
#ifndef NN2FPGA_MAC_ROWS_HPP
#define NN2FPGA_MAC_ROWS_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int ROWS, int LANES, int BITS, bool SIGNED>
struct mac_rows {
  static_assert(ROWS % LANES == 0, "full folds leave in whole beats");

  // Holds every partial sum, which may be negative where no result is.
  typedef integer<SIGNED ? BITS : BITS + 1, true> partial_sum;

  partial_sum total[ROWS];
  integer<BITS, SIGNED> result[ROWS];
  int beats_left = 0;
  bool ends_frame = false;

  // Gives a beat of results; some must be left.
  void give(stream<beat<LANES, BITS, SIGNED> >& out) {
#pragma HLS INLINE
    beat<LANES, BITS, SIGNED> b;
    for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
      b.lane[lane] = result[lane];
    }
    b.last = ends_frame && beats_left == 1;
    out.write(b);
    for (int row = 0; row + LANES < ROWS; row++) {
#pragma HLS UNROLL
      result[row] = result[row + LANES];
    }
    beats_left--;
  }

  // Makes the totals results, which leave in so many beats.
  void complete(int beats, bool frame) {
#pragma HLS INLINE
    for (int row = 0; row < ROWS; row++) {
#pragma HLS UNROLL
      result[row] = total[row];
    }
    beats_left = beats;
    ends_frame = frame;
  }
};

}  // namespace nn2fpga

#endif
