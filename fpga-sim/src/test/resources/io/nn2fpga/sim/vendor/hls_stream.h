// hls_stream.h - test only: what nn2fpga's C++ uses of the vendor's header of this name.
#ifndef HLS_STREAM_H
#define HLS_STREAM_H

#include <cstdio>
#include <cstdlib>
#include <deque>

namespace hls {

template <class T>
class stream {
 public:
  explicit stream(const char* name = "") : name_(name) {}
  stream(const stream&) = delete;
  bool empty() const { return queue_.empty(); }
  void write(const T& value) { queue_.push_back(value); }
  T read() {
    if (queue_.empty()) {
      std::printf("error: read from the empty stream %s\n", name_);
      std::exit(1);
    }
    const T value = queue_.front();
    queue_.pop_front();
    return value;
  }

 private:
  const char* name_;
  std::deque<T> queue_;
};

}  // namespace hls

#endif
