// nn2fpga_usb.hpp - packets on the lines of a full-speed USB, as a host sends and hears them.
//
// Source: Universal Serial Bus Specification 2.0: 7.1.7 to 7.1.13 (signaling, NRZI, bit stuffing, SYNC,
// EOP), 8.3 (packets and their CRCs).
#ifndef NN2FPGA_USB_HPP
#define NN2FPGA_USB_HPP

#include <cstdint>
#include <deque>
#include <vector>

namespace usb {

enum Pid : uint8_t {
  OUT = 0xE1,
  IN = 0x69,
  SOF = 0xA5,
  SETUP = 0x2D,
  DATA0 = 0xC3,
  DATA1 = 0x4B,
  ACK = 0xD2,
  NAK = 0x5A,
  STALL = 0x1E
};

using Bytes = std::vector<uint8_t>;

// A state of both lines.
enum Level : uint8_t { SE0 = 0, K = 1, J = 2, SE1 = 3 };

inline Level level(bool dp, bool dn) { return static_cast<Level>((dp ? 2 : 0) | (dn ? 1 : 0)); }

// The remainder of bits, first bit first, over a polynomial without its highest term; all bits 1 at
// first, and inverted at the end.
inline unsigned crc(const Bytes& bytes, int bits, unsigned polynomial, int width) {
  unsigned remainder = (1U << width) - 1;
  for (int i = 0; i < bits; i++) {
    const unsigned in = bytes[static_cast<size_t>(i / 8)] >> (i % 8) & 1U;
    const unsigned top = remainder >> (width - 1) & 1U;
    remainder = (remainder << 1) & ((1U << width) - 1);
    if (in != top) remainder ^= polynomial;
  }
  remainder ^= (1U << width) - 1;
  // The highest bit goes first.
  unsigned sent = 0;
  for (int i = 0; i < width; i++) sent |= (remainder >> (width - 1 - i) & 1U) << i;
  return sent;
}

inline unsigned crc5(unsigned value) {
  return crc({static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8)}, 11, 0x05, 5);
}

inline unsigned crc16(const Bytes& payload) {
  return crc(payload, static_cast<int>(payload.size()) * 8, 0x8005, 16);
}

// A token: eleven bits, of which an address has seven and an endpoint four.
inline Bytes token(Pid pid, unsigned value) {
  const unsigned all = value | crc5(value) << 11;
  return {pid, static_cast<uint8_t>(all), static_cast<uint8_t>(all >> 8)};
}

inline Bytes data(bool toggle, const Bytes& payload) {
  Bytes packet = {toggle ? DATA1 : DATA0};
  packet.insert(packet.end(), payload.begin(), payload.end());
  const unsigned sum = crc16(payload);
  packet.push_back(static_cast<uint8_t>(sum));
  packet.push_back(static_cast<uint8_t>(sum >> 8));
  return packet;
}

inline bool valid_pid(uint8_t pid) { return (pid & 0xF) == (~pid >> 4 & 0xF); }

// Whether a packet's check sum is right; a handshake has its PID alone.
inline bool right(const Bytes& packet) {
  if (packet.empty() || !valid_pid(packet[0])) return false;
  if ((packet[0] & 3) == 2) return packet.size() == 1;
  if ((packet[0] & 3) != 3 || packet.size() < 3) return false;
  const Bytes payload(packet.begin() + 1, packet.end() - 2);
  const unsigned sum = crc16(payload);
  return packet[packet.size() - 2] == (sum & 0xFF) && packet[packet.size() - 1] == sum >> 8;
}

// The levels of a packet's bits, from SYNC to the idle behind EOP.
inline std::deque<Level> line(const Bytes& packet) {
  std::deque<Level> levels;
  Level now = J;
  int ones = 0;
  const auto send = [&](bool bit) {
    if (!bit) now = now == J ? K : J;
    ones = bit ? ones + 1 : 0;
    levels.push_back(now);
  };
  Bytes all = {0x80};
  all.insert(all.end(), packet.begin(), packet.end());
  for (const uint8_t byte : all) {
    for (int i = 0; i < 8; i++) {
      send((byte >> i & 1) != 0);
      if (ones == 6) send(false);
    }
  }
  levels.insert(levels.end(), {SE0, SE0, J});
  return levels;
}

// Hears packets: told of the lines once a clock cycle, it finds bits by their edges.
class Ear {
 public:
  explicit Ear(double bit_cycles) : bit_(bit_cycles) {}

  // Whether a bit is to be read in this cycle.
  bool due(Level lines, double now) {
    if (lines != last_) {
      // An edge: the middle of the bit is half a bit away.
      if (lines == J || lines == K) next_ = now + bit_ / 2 - 0.5;
      last_ = lines;
    }
    if (now < next_) return false;
    next_ += bit_;
    return true;
  }

  // Reads a bit; whether a packet ended with it, which is then in `packet`.
  bool read(Level lines) {
    if (lines == SE0) {
      const bool ended = inside_;
      inside_ = false;
      sync_ = 0xFF;
      level_ = J;
      broken |= bits_ % 8 != 0;
      return ended;
    }
    const bool bit = lines == level_;
    level_ = lines;
    if (!inside_) {
      sync_ = static_cast<uint8_t>(sync_ >> 1 | (bit ? 0x80 : 0));
      if (sync_ == 0x80) {
        inside_ = true;
        broken = false;
        packet.clear();
        bits_ = 0;
        ones_ = 1;
      }
      return false;
    }
    if (ones_ == 6) {
      ones_ = 0;
      broken |= bit;
      if (bit) {
        // Nothing that USB knows: a packet that lost its end.
        inside_ = false;
        sync_ = 0xFF;
        return true;
      }
      return false;
    }
    ones_ = bit ? ones_ + 1 : 0;
    if (bits_ % 8 == 0) packet.push_back(0);
    if (bit) packet.back() = static_cast<uint8_t>(packet.back() | 1U << bits_ % 8);
    bits_++;
    return false;
  }

  bool inside() const { return inside_; }

  // Forgets what was heard: from now on the lines are this side's.
  void deafen(double now) {
    inside_ = false;
    sync_ = 0xFF;
    level_ = J;
    last_ = J;
    next_ = now + bit_;
  }

  Bytes packet;
  bool broken = false;

 private:
  const double bit_;
  double next_ = 0;
  Level last_ = J;
  Level level_ = J;
  bool inside_ = false;
  uint8_t sync_ = 0xFF;
  int bits_ = 0;
  int ones_ = 0;
};

}  // namespace usb

#endif
