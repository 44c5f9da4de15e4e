// ap_int.h - test only: what nn2fpga's C++ uses of the vendor's header of this name, written from
// its documented behaviour: values wrap at their width; arithmetic is that of native integers of
// up to 64 bits; range(hi, lo) reads and writes bits of any width.
#ifndef AP_INT_H
#define AP_INT_H

#include <cstdint>

template <int N, bool SIGNED>
class ap_number {
 public:
  class slice {
   public:
    slice(std::uint64_t* words, int hi, int lo) : words_(words), hi_(hi), lo_(lo) {}
    operator unsigned long long() const {
      unsigned long long value = 0;
      for (int bit = hi_; bit >= lo_; bit--) value = value << 1 | (words_[bit / 64] >> bit % 64 & 1);
      return value;
    }
    slice& operator=(unsigned long long value) {
      for (int bit = lo_; bit <= hi_; bit++, value >>= 1) {
        words_[bit / 64] &= ~(std::uint64_t(1) << bit % 64);
        words_[bit / 64] |= std::uint64_t(value & 1) << bit % 64;
      }
      return *this;
    }

   private:
    std::uint64_t* words_;
    int hi_, lo_;
  };

  ap_number() { set(0x5555555555555555ll); }  // what is not initialised must not matter
  ap_number(long long value) { set(value); }
  ap_number(const ap_number&) = default;
  ap_number& operator=(const ap_number&) = default;

  // Native integers, so that mixed expressions compile as they do with the vendor's types.
  operator long long() const {
    static_assert(N <= 64, "only slices of wide numbers are read");
    const int unused = 64 - (N > 64 ? 64 : N);
    const std::uint64_t shifted = words_[0] << unused;
    return SIGNED ? static_cast<std::int64_t>(shifted) >> unused
                  : static_cast<long long>(shifted >> unused);
  }

  ap_number& operator+=(long long value) { return set(static_cast<long long>(*this) + value); }
  // A template, so that a comparison with a native integer is one of native integers.
  template <bool S>
  bool operator!=(const ap_number<N, S>& other) const {
    for (int i = 0; i < WORDS; i++) {
      if (words_[i] != other.words_[i]) return true;
    }
    return false;
  }

  slice range(int hi, int lo) { return slice(words_, hi, lo); }
  slice range(int hi, int lo) const { return slice(const_cast<std::uint64_t*>(words_), hi, lo); }

 private:
  static const int WORDS = (N + 63) / 64;

  ap_number& set(long long value) {
    for (int i = 0; i < WORDS; i++) words_[i] = i == 0 || value >= 0 ? (i == 0 ? value : 0) : ~0ull;
    if (N % 64 != 0) words_[WORDS - 1] &= (std::uint64_t(1) << N % 64) - 1;
    return *this;
  }

  std::uint64_t words_[WORDS];
};

template <int N>
class ap_int : public ap_number<N, true> {
 public:
  ap_int() {}
  template <class T>
  ap_int(const T& value) : ap_number<N, true>(static_cast<long long>(value)) {}
};

template <int N>
class ap_uint : public ap_number<N, false> {
 public:
  ap_uint() {}
  template <class T>
  ap_uint(const T& value) : ap_number<N, false>(static_cast<long long>(value)) {}
};

#endif
