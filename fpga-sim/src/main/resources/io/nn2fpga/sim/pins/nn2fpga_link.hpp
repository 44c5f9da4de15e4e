// nn2fpga_link.hpp - the link of nn2fpga_pins.cpp: its faults, the bits of a UART, and the host's end.
#ifndef NN2FPGA_LINK_HPP
#define NN2FPGA_LINK_HPP

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "nn2fpga_board.hpp"

namespace {

volatile std::sig_atomic_t ended = 0;

// What goes wrong on the way in one direction: by chance, or at a byte that was named.
class Faults {
 public:
  double flip = 0;
  double drop = 0;
  double twice = 0;
  double deselect = 0;
  double reset = 0;
  std::map<uint64_t, std::string> at;
  std::map<std::string, uint64_t> injected;

  void seed(uint64_t seed) { random_.seed(seed); }

  // How often a byte of so many bits goes over the line: 0, 1 or 2; on SPI, one of its clock pulses.
  int copies(int bits = 8) {
    const std::string named = take(bytes_++);
    flip_now_ = named == "flip" ? 1 + static_cast<int>(random_() % static_cast<unsigned>(bits)) : 0;
    reset_now_ = named == "reset" || happens(reset);
    deselect_now_ = named == "deselect" || happens(deselect);
    bus_now_ = named == "bus";
    if (named == "drop" || happens(drop)) {
      injected["drop"]++;
      return 0;
    }
    if (named == "double" || happens(twice)) {
      injected["double"]++;
      return 2;
    }
    return 1;
  }

  // Whether bit i of the byte that `copies` was asked about arrives inverted; start and stop bit
  // are bits too.
  bool flips(int i) {
    const bool now = flip_now_ != 0 && i == flip_now_;
    if (now) flip_now_ = 0;
    if (!now && !happens(flip)) return false;
    injected["flip"]++;
    return true;
  }

  // Whether chip select rises for a bit of that byte.
  bool deselects() {
    const bool now = deselect_now_;
    deselect_now_ = false;
    if (now) injected["deselect"]++;
    return now;
  }

  // One of eight bits.
  int place() { return static_cast<int>(random_() % 8); }

  // Whether a reset follows that byte.
  bool resets() {
    const bool now = reset_now_;
    reset_now_ = false;
    if (now) injected["reset"]++;
    return now;
  }

  // Whether a reset of the bus follows it.
  bool resets_bus() {
    const bool now = bus_now_;
    bus_now_ = false;
    if (now) injected["bus"]++;
    return now;
  }

 private:
  std::string take(uint64_t byte) {
    const auto found = at.find(byte);
    return found == at.end() ? "" : found->second;
  }

  bool happens(double p) { return p > 0 && std::generate_canonical<double, 53>(random_) < p; }

  std::mt19937_64 random_;
  uint64_t bytes_ = 0;
  int flip_now_ = 0;
  bool reset_now_ = false;
  bool deselect_now_ = false;
  bool bus_now_ = false;
};

// The two ends of the link: bytes out of and into the queues, as levels of pins.
struct Queues {
  std::deque<uint8_t> to_board;
  std::deque<uint8_t> to_host;
  Faults board_faults;
  Faults host_faults;
  uint64_t board_bytes = 0;
  uint64_t host_bytes = 0;
  uint64_t framing_errors = 0;
  uint64_t last_arrival = 0;
  FILE* record = nullptr;

  void log(uint64_t cycle, char direction, uint8_t byte) {
    if (record != nullptr) {
      std::fprintf(record, "%llu %c %02x\n", static_cast<unsigned long long>(cycle), direction, byte);
    }
  }

  // A byte arrived from the board.
  void arrived(uint64_t cycle, uint8_t byte) {
    log(cycle, '<', byte);
    last_arrival = cycle;
    host_bytes++;
    to_host.push_back(byte);
  }
};

#if defined(NN2FPGA_LINK_USB)
}  // namespace

#include "nn2fpga_usb_host.hpp"

namespace {
#elif !defined(NN2FPGA_LINK_SPI)
// Eight data bits, low first, between a start bit (0) and a stop bit (1).
class Link {
 public:
  Link(Queues& queues, double bit_cycles) : queues_(queues), bit_cycles_(bit_cycles) {}

  bool idle() const { return queues_.to_board.empty() && sent_ == BITS && received_ < 0; }

  // Drives and samples pins in the cycle that begins; whether the board is to be reset now.
  bool step(Board& board) {
    const double now = static_cast<double>(board.cycles);
    receive(board.sample(), now, board.cycles);
    return send(board, now);
  }

 private:
  static const int BITS = 10;

  bool send(Board& board, double now) {
    if (now < next_bit_) return false;
    if (sent_ == BITS) {
      // The last byte's stop bit is over.
      if (copies_ == 0 && queues_.board_faults.resets()) return true;
      while (copies_ == 0 && !queues_.to_board.empty()) {
        byte_ = queues_.to_board.front();
        queues_.to_board.pop_front();
        copies_ = queues_.board_faults.copies();
      }
      if (copies_ == 0) return false;
      copies_--;
      queues_.log(board.cycles, '>', byte_);
      queues_.board_bytes++;
      sent_ = 0;
      // Back to back with the byte before it, unless the line was idle.
      if (now - next_bit_ >= 1) next_bit_ = now;
    }
    const bool level = sent_ != 0 && (sent_ == BITS - 1 || (byte_ >> (sent_ - 1) & 1) != 0);
    board.drive(level != queues_.board_faults.flips(sent_));
    sent_++;
    next_bit_ += bit_cycles_;
    return false;
  }

  void receive(bool level, double now, uint64_t cycle) {
    if (received_ < 0) {
      if (level || !was_high_) {
        was_high_ = level;
        return;
      }
      received_ = 0;
      bits_ = 0;
      sample_at_ = now + bit_cycles_ / 2;
      return;
    }
    if (now < sample_at_) return;
    sample_at_ += bit_cycles_;
    const bool bit = level != queues_.host_faults.flips(received_);
    if (received_ == 0 && bit) {
      // No start bit after all.
      received_ = -1;
      was_high_ = level;
      return;
    }
    if (received_ == 0) arriving_ = queues_.host_faults.copies();
    bits_ |= (bit ? 1U : 0U) << received_;
    if (++received_ < BITS) return;
    received_ = -1;
    was_high_ = level;
    if (!bit) {
      queues_.framing_errors++;
      return;
    }
    for (; arriving_ > 0; arriving_--) {
      queues_.arrived(cycle, static_cast<uint8_t>(bits_ >> 1));
    }
  }

  Queues& queues_;
  const double bit_cycles_;
  int sent_ = BITS;
  int copies_ = 0;
  uint8_t byte_ = 0;
  double next_bit_ = 0;
  int received_ = -1;
  bool was_high_ = true;
  unsigned bits_ = 0;
  int arriving_ = 0;
  double sample_at_ = 0;
};
#endif

// The pseudo-terminal that takes the place of the board's serial port.
class Terminal {
 public:
  explicit Terminal(int buffer) : buffer_(buffer) {
    master_ = posix_openpt(O_RDWR | O_NOCTTY);
    if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) {
      fail(std::string("no pseudo-terminal: ") + std::strerror(errno));
    }
    path_ = ptsname(master_);
    // Open here too: a driver that closes its end must not hang up the line, and what waits for it
    // can be counted here.
    slave_ = ::open(path_.c_str(), O_RDWR | O_NOCTTY);
    termios raw;
    if (slave_ < 0 || tcgetattr(slave_, &raw) != 0) fail("cannot open " + path_);
    cfmakeraw(&raw);
    tcsetattr(slave_, TCSANOW, &raw);
    fcntl(master_, F_SETFL, O_NONBLOCK);
  }

  const std::string& path() const { return path_; }
  uint64_t lost() const { return lost_; }

  // What is there now, both ways.
  void exchange(Queues& queues) {
    if (queues.to_board.size() < 16) receive(queues);
    int waiting = 0;
    ioctl(slave_, FIONREAD, &waiting);
    give(queues, waiting);
  }

  // Waits for so many bytes; whether they came before an end was asked for: by a signal, or where
  // there is a parent, by the end of standard input.
  bool get(uint8_t* bytes, size_t count, bool parent) {
    while (count > 0) {
      const ssize_t got = read(master_, bytes, count);
      if (got > 0) {
        bytes += got;
        count -= static_cast<size_t>(got);
        continue;
      }
      pollfd both[] = {{master_, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
      poll(both, parent ? 2 : 1, 100);
      char byte;
      const bool over = parent && both[1].revents != 0 && read(STDIN_FILENO, &byte, 1) == 0;
      if (over || ended != 0) return false;
    }
    return true;
  }

  // Hands over bytes; the host takes them all.
  void put(const uint8_t* bytes, size_t count) {
    while (count > 0 && ended == 0) {
      const ssize_t put = write(master_, bytes, count);
      if (put > 0) {
        bytes += put;
        count -= static_cast<size_t>(put);
      } else {
        pollfd room = {master_, POLLOUT, 0};
        poll(&room, 1, 100);
      }
    }
  }

  // All that the host has written so far.
  void take(Queues& queues, uint64_t written) {
    while (taken_ < written) {
      wait(1000);
      receive(queues);
    }
  }

  // All that the board has said, to a host that has read so much of it.
  void give_after(Queues& queues, uint64_t read) {
    give(queues, static_cast<int>(given_ - read));
  }

  uint64_t given() const { return given_; }

  // Waits until the host sends something, or some milliseconds.
  void wait(int milliseconds) {
    pollfd one = {master_, POLLIN, 0};
    poll(&one, 1, milliseconds);
  }

 private:
  void receive(Queues& queues) {
    uint8_t bytes[64];
    const ssize_t count = read(master_, bytes, sizeof bytes);
    for (ssize_t i = 0; i < count; i++) queues.to_board.push_back(bytes[i]);
    taken_ += count > 0 ? static_cast<uint64_t>(count) : 0;
  }

  void give(Queues& queues, int waiting) {
    for (; !queues.to_host.empty(); queues.to_host.pop_front()) {
      const uint8_t byte = queues.to_host.front();
#ifdef NN2FPGA_LINK_USB
      // A host asks for no more than there is room for.
      if (waiting >= buffer_) break;
#endif
      if (waiting >= buffer_ || write(master_, &byte, 1) != 1) {
        lost_++;
      } else {
        waiting++;
        given_++;
      }
    }
  }

  const int buffer_;
  uint64_t taken_ = 0;
  uint64_t given_ = 0;
  int master_ = -1;
  int slave_ = -1;
  std::string path_;
  uint64_t lost_ = 0;
};

}  // namespace

#endif
