// nn2fpga_csim.hpp - simulation only: feeds an HLS C++ design from files and records its streams.
//
// Beats   <vectors>/<NAME>.beats, one hexadecimal word a beat, lane 0 in the low bits: what
//         nn2fpga_source.v reads.
// Log     <logs>/<NAME>.tap, a line a beat: 0, tlast, tdata in hexadecimal: what nn2fpga_tap.v
//         writes, without its cycle.
// Exit    0 done, 1 a file cannot be read or written, 2 a kernel left or missed a beat.
#ifndef NN2FPGA_CSIM_HPP
#define NN2FPGA_CSIM_HPP

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nn2fpga_stream.hpp"

namespace nn2fpga {
namespace csim {

[[noreturn]] inline void fail(int status, const std::string& message) {
  std::fprintf(stderr, "error: %s\n", message.c_str());
  std::exit(status);
}

template <int LANES, int BITS, bool SIGNED>
std::string to_hex(const beat<LANES, BITS, SIGNED>& word) {
  const int digits = (LANES * BITS + 3) / 4;
  std::vector<int> nibbles(digits, 0);
  for (int bit = 0; bit < LANES * BITS; ++bit) {
    const long long value = static_cast<long long>(word.lane[bit / BITS]);
    nibbles[bit / 4] |= static_cast<int>(value >> (bit % BITS) & 1) << (bit % 4);
  }
  std::string text;
  for (int i = digits - 1; i >= 0; --i) text += "0123456789abcdef"[nibbles[i]];
  return text;
}

template <int LANES, int BITS, bool SIGNED>
void from_hex(const std::string& text, beat<LANES, BITS, SIGNED>& word) {
  const int digits = static_cast<int>(text.size());
  for (int lane = 0; lane < LANES; ++lane) {
    unsigned long long value = 0;
    for (int i = 0; i < BITS; ++i) {
      const int bit = lane * BITS + i;
      if (bit / 4 >= digits) break;
      const char digit = text[digits - 1 - bit / 4];
      const int nibble = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
      value |= static_cast<unsigned long long>(nibble >> (bit % 4) & 1) << i;
    }
    if (SIGNED && BITS < 64 && (value >> (BITS - 1) & 1)) value |= ~0ull << BITS;
    word.lane[lane] = static_cast<integer<BITS, SIGNED>>(static_cast<long long>(value));
  }
}

// The recorded beats of every stream; written when the run ends.
class recorder {
 public:
  template <class T>
  void attach(const char* name, stream<T>& s) {
    std::shared_ptr<void>& entry = records_[name];
    if (!entry) {
      std::shared_ptr<std::vector<T>> created = std::make_shared<std::vector<T>>();
      entry = created;
      writers_[name] = [created](std::ostream& out) {
        for (const T& word : *created) out << "0 " << word.last << ' ' << to_hex(word) << '\n';
      };
    }
    s.record_to(static_cast<std::vector<T>*>(entry.get()));
  }

  void write(const std::string& directory) const {
    for (const auto& writer : writers_) {
      const std::string path = directory + "/" + writer.first + ".tap";
      std::ofstream out(path);
      writer.second(out);
      out.close();
      if (!out) fail(1, "cannot write " + path);
    }
  }

 private:
  std::map<std::string, std::shared_ptr<void>> records_;
  std::map<std::string, std::function<void(std::ostream&)>> writers_;
};

inline recorder& recorders() {
  static recorder instance;
  return instance;
}

template <class T>
void tap(const char* name, stream<T>& s) {
  recorders().attach(name, s);
}

// The beats of one input file.
class source {
 public:
  source(const std::string& directory, const char* name)
      : path_(directory + "/" + name + ".beats"), in_(path_) {
    if (!in_) fail(1, "cannot read " + path_);
  }

  template <class T>
  void feed(stream<T>& s, int beats) {
    for (int i = 0; i < beats; ++i) {
      std::string text;
      if (!(in_ >> text)) fail(1, path_ + " ends too early");
      T word;
      from_hex(text, word);
      word.last = i == beats - 1;
      s.write(word);
    }
  }

 private:
  std::string path_;
  std::ifstream in_;
};

// Takes a frame's beats from an output; every stream must then be empty.
template <class T>
void drain(const char* name, stream<T>& s, int beats) {
  for (int i = 0; i < beats; ++i) {
    if (s.empty()) fail(2, std::string("too few beats on ") + name);
    s.read();
  }
  if (!s.empty()) fail(2, std::string("too many beats on ") + name);
}

}  // namespace csim
}  // namespace nn2fpga

#endif
