// nn2fpga_stream.hpp - beats and streams for HLS C++, under Vitis HLS and under any C++14 compiler.
//
//   beat<LANES, BITS, SIGNED>   lane[0..LANES-1], and last with the last beat of a frame.
//   stream<T>                   hls::stream<T> under Vitis HLS; elsewhere an unbounded queue that
//                               can record what was written.
//   integer<BITS, SIGNED>       ap_int / ap_uint under Vitis HLS; elsewhere the narrowest native
//                               integer that holds it.  Native integers do not wrap at BITS: a
//                               kernel keeps every value in its declared range.
//
// A kernel is a function template of namespace nn2fpga that processes one frame a call.
#ifndef NN2FPGA_STREAM_HPP
#define NN2FPGA_STREAM_HPP

#include <cstddef>
#include <cstdint>

#if defined(__VITIS_HLS__) || defined(NN2FPGA_VITIS_HLS)
#include <ap_int.h>
#include <hls_stream.h>
#else
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>
#include <vector>
#endif

namespace nn2fpga {

#if defined(__VITIS_HLS__) || defined(NN2FPGA_VITIS_HLS)

template <int BITS, bool SIGNED>
struct integer_of;
template <int BITS>
struct integer_of<BITS, true> {
  typedef ap_int<BITS> type;
};
template <int BITS>
struct integer_of<BITS, false> {
  typedef ap_uint<BITS> type;
};
template <int BITS, bool SIGNED>
using integer = typename integer_of<BITS, SIGNED>::type;

template <class T>
using stream = hls::stream<T>;

#else

template <int BITS, bool SIGNED>
struct integer_of {
  static_assert(BITS >= 1 && BITS <= 64, "integers have 1 to 64 bits");
  typedef typename std::conditional<
      (BITS <= 8), std::int8_t,
      typename std::conditional<
          (BITS <= 16), std::int16_t,
          typename std::conditional<(BITS <= 32), std::int32_t, std::int64_t>::type>::type>::type
      signed_type;
  typedef typename std::conditional<SIGNED, signed_type,
                                    typename std::make_unsigned<signed_type>::type>::type type;
};
template <int BITS, bool SIGNED>
using integer = typename integer_of<BITS, SIGNED>::type;

template <class T>
class stream {
 public:
  explicit stream(const char* name = "") : name_(name) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  bool empty() const { return head_ == queue_.size(); }
  std::size_t size() const { return queue_.size() - head_; }

  void write(const T& value) {
    queue_.push_back(value);
    if (record_ != nullptr) record_->push_back(value);
  }

  T read() {
    if (empty()) {
      std::fprintf(stderr, "error: read from the empty stream %s\n", name_);
      std::exit(2);
    }
    const T value = queue_[head_++];
    if (head_ == queue_.size()) {
      queue_.clear();
      head_ = 0;
    }
    return value;
  }

  // Every later write is also appended to `record`; null ends it.
  void record_to(std::vector<T>* record) { record_ = record; }

 private:
  const char* name_;
  std::vector<T> queue_;
  std::size_t head_ = 0;
  std::vector<T>* record_ = nullptr;
};

#endif

template <int LANES, int BITS, bool SIGNED>
struct beat {
  integer<BITS, SIGNED> lane[LANES];
  bool last;
};

}  // namespace nn2fpga

#endif
