// nn2fpga_axis.hpp - Vitis HLS only: ports with TLAST and bytes around streams of beats.
//
//   axis_word<BITS>   a beat's lanes, padded to bytes, lane 0 in the low bits, with keep and last.
//   from_axis         words to beats; last is counted, the word's own is ignored.
//   to_axis           beats to words, padding zero, every byte kept.
//
// Both process one frame a call.
#ifndef NN2FPGA_AXIS_HPP
#define NN2FPGA_AXIS_HPP

#include <ap_axi_sdata.h>
#include <ap_int.h>
#include <hls_stream.h>

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int BITS>
using axis_word = ap_axiu<BITS, 0, 0, 0>;

template <int BEATS, int WORD_BITS, int LANES, int BITS, bool SIGNED>
void from_axis(hls::stream<axis_word<WORD_BITS> >& in, stream<beat<LANES, BITS, SIGNED> >& out) {
  for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1
    const axis_word<WORD_BITS> taken = in.read();
    beat<LANES, BITS, SIGNED> given;
    for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
      const ap_uint<BITS> code = taken.data.range(lane * BITS + BITS - 1, lane * BITS);
      given.lane[lane] = integer<BITS, SIGNED>(code);
    }
    given.last = i == BEATS - 1;
    out.write(given);
  }
}

template <int BEATS, int WORD_BITS, int LANES, int BITS, bool SIGNED>
void to_axis(stream<beat<LANES, BITS, SIGNED> >& in, hls::stream<axis_word<WORD_BITS> >& out) {
  for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1
    const beat<LANES, BITS, SIGNED> taken = in.read();
    axis_word<WORD_BITS> given;
    given.data = 0;
    for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
      given.data.range(lane * BITS + BITS - 1, lane * BITS) = ap_uint<BITS>(taken.lane[lane]);
    }
    given.keep = -1;
    given.strb = -1;
    given.last = taken.last;
    out.write(given);
  }
}

}  // namespace nn2fpga

#endif
