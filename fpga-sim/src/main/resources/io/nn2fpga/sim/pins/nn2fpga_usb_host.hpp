// nn2fpga_usb_host.hpp - the host at the USB port of a board: it finds the serial port that the board is
// (CDC ACM), configures it as an operating system does, and then moves bytes.
//
// Source: Universal Serial Bus Specification 2.0: 8.4 and 8.5 (transactions), 8.6 (toggles), 8.7 (time
// outs), 9.1 to 9.4 (enumeration). Shorter than on a real bus: resets, and the pauses behind them.
#ifndef NN2FPGA_USB_HOST_HPP
#define NN2FPGA_USB_HOST_HPP

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "nn2fpga_usb.hpp"

namespace {

// In place of a byte, a packet is what a fault happens to; those of SOF arrive. What was damaged or
// lost is sent again as the specification wants; unlike an operating system, this host never gives
// up, but begins anew with a reset of the bus.
class Link {
 public:
  Link(Queues& queues, double bit_cycles)
      : queues_(queues), bit_(bit_cycles), ear_(bit_cycles) {}

  bool idle() const { return queues_.to_board.empty() && out_.empty(); }
  bool configured() const { return configured_; }

  // Drives and samples pins in the cycle that begins; whether the board is to be reset now.
  bool step(Board& board) {
    const double now = static_cast<double>(board.cycles);
    if (!board.attached()) {
      board.release();
      state_ = State::GONE;
      return false;
    }
    switch (state_) {
      case State::GONE:
        reset_bus(board, now);
        break;
      case State::RESETTING:
        if (now >= until_) {
          board.release();
          pause(now, 40);
        }
        break;
      case State::PAUSING:
        if (now >= until_) return begin(board, now);
        break;
      case State::SENDING:
        if (now >= until_) send_bit(board, now);
        break;
      case State::AWAITING:
        listen(board, now);
        break;
    }
    return false;
  }

 private:
  enum class State { GONE, RESETTING, PAUSING, SENDING, AWAITING };
  enum class Stage { SETUP, DATA, STATUS };

  static const size_t MAX_PACKET = 64;
  static const unsigned ADDRESS = 5;
  // Replies that may be missing in a row.
  static const int PATIENCE = 12;

  void pause(double now, double bits) {
    state_ = State::PAUSING;
    until_ = now + bits * bit_;
  }

  // The device has address 0 behind it, and every toggle is 0.
  void reset_bus(Board& board, double now) {
    board.drive(usb::SE0);
    state_ = State::RESETTING;
    until_ = now + 60 * bit_;
    address_ = 0;
    request_ = 0;
    configured_ = false;
    acknowledges_ = false;
    silent_ = 0;
    packets_.clear();
    out_toggle_ = in_toggle_ = false;
    ask({0x80, 6, 0, 1, 0, 0, 64, 0});
  }

  // What is to be sent next; whether the board is to be reset instead.
  bool begin(Board& board, double now) {
    if (packets_.empty() && !acknowledges_ && now >= next_frame_) {
      next_frame_ = now + 12000 * bit_;
      frame_++;
      faulty_ = false;
      replies_ = false;
      start(usb::token(usb::SOF, frame_ & 0x7FF), now);
      return false;
    }
    faulty_ = true;
    if (queues_.board_faults.resets()) return true;
    if (queues_.board_faults.resets_bus()) {
      reset_bus(board, now);
      return false;
    }
    if (acknowledges_) {
      acknowledges_ = false;
      replies_ = false;
      start({usb::ACK}, now);
      return false;
    }
    if (packets_.empty()) choose();
    if (packets_.empty()) {
      pause(now, 100);
      return false;
    }
    const usb::Bytes packet = packets_.front();
    packets_.pop_front();
    replies_ = packets_.empty();
    start(packet, now);
    return false;
  }

  void start(const usb::Bytes& packet, double now) {
    levels_ = usb::line(packet);
    bit_index_ = 0;
    copies_ = faulty_ ? queues_.board_faults.copies(static_cast<int>(levels_.size()) - 8) : 1;
    state_ = State::SENDING;
    until_ = now;
  }

  void send_bit(Board& board, double now) {
    if (levels_.empty()) {
      board.release();
      ear_.deafen(now);
      if (replies_) {
        state_ = State::AWAITING;
        until_ = now + 18 * bit_;
      } else {
        pause(now, 3);
      }
      return;
    }
    usb::Level level = levels_.front();
    levels_.pop_front();
    // Faults are behind the SYNC.
    const int i = bit_index_++ - 7;
    if (faulty_ && i > 0 && queues_.board_faults.flips(i)) {
      level = level == usb::J ? usb::K : usb::J;
    }
    if (copies_ > 0) board.drive(level);
    until_ += bit_;
  }

  void listen(Board& board, double now) {
    const usb::Level lines = board.sample();
    if (!ear_.due(lines, now)) {
      if (now > until_ && !ear_.inside()) finish({}, now);
      return;
    }
    const bool inside = ear_.inside();
    if (!inside) bit_index_ = 0;
    const bool flips = inside && queues_.host_faults.flips(++bit_index_);
    const bool ends = ear_.read(
        flips ? (lines == usb::J ? usb::K : usb::J) : lines);
    if (!inside && ear_.inside()) arriving_ = queues_.host_faults.copies(60);
    if (!ends) return;
    const bool right = !ear_.broken && usb::right(ear_.packet);
    if (!right) queues_.framing_errors++;
    if (arriving_ == 0 || !right) {
      finish({}, now);
    } else {
      finish(ear_.packet, now);
    }
  }

  // A transaction is over, with what the device said: nothing, a handshake, or data.
  void finish(const usb::Bytes& answer, double now) {
    pause(now, 6);
    if (answer.empty()) {
      if (++silent_ > PATIENCE) state_ = State::GONE;
      return;
    }
    silent_ = 0;
    if (!configured_) {
      control(answer);
    } else if (sends_out_) {
      if (answer[0] == usb::ACK) {
        for (const uint8_t byte : out_) queues_.log(static_cast<uint64_t>(now), '>', byte);
        queues_.board_bytes += out_.size();
        out_.clear();
        out_toggle_ = !out_toggle_;
      } else if (answer[0] != usb::NAK) {
        fail("the board answers bytes over USB with packet " + std::to_string(answer[0]));
      }
    } else if (answer[0] == usb::DATA0 || answer[0] == usb::DATA1) {
      acknowledges_ = true;
      // What comes again was acknowledged before.
      if ((answer[0] == usb::DATA1) == in_toggle_) {
        in_toggle_ = !in_toggle_;
        for (size_t i = 1; i + 2 < answer.size(); i++) {
          queues_.arrived(static_cast<uint64_t>(now), answer[i]);
        }
      }
    } else if (answer[0] != usb::NAK) {
      fail("the board answers a question for bytes over USB with packet " + std::to_string(answer[0]));
    }
  }

  void choose() {
    if (!configured_) {
      choose_control();
      return;
    }
    const bool writes = !out_.empty() || !queues_.to_board.empty();
    const bool reads = queues_.to_host.size() < 1024;
    sends_out_ = writes && (!reads || !sends_out_);
    if (sends_out_) {
      // What was not acknowledged goes again, as it was.
      if (out_.empty()) {
        const size_t count = std::min(queues_.to_board.size(), MAX_PACKET);
        out_.assign(queues_.to_board.begin(), queues_.to_board.begin() + static_cast<long>(count));
        queues_.to_board.erase(queues_.to_board.begin(), queues_.to_board.begin() + static_cast<long>(count));
      }
      packets_ = {usb::token(usb::OUT, address_ | out_endpoint_ << 7), usb::data(out_toggle_, out_)};
    } else if (reads) {
      packets_ = {usb::token(usb::IN, address_ | in_endpoint_ << 7)};
    }
  }

  void ask(const usb::Bytes& setup, const usb::Bytes& data = {}) {
    setup_ = setup;
    data_ = data;
    stage_ = Stage::SETUP;
    toggle_ = true;
  }

  bool asks_for_data() const { return (setup_[0] & 0x80) != 0; }

  void choose_control() {
    const unsigned to = address_;
    const bool status = stage_ == Stage::STATUS;
    if (stage_ == Stage::SETUP) {
      packets_ = {usb::token(usb::SETUP, to), usb::data(false, setup_)};
    } else if (asks_for_data() != status) {
      packets_ = {usb::token(usb::IN, to)};
    } else {
      packets_ = {usb::token(usb::OUT, to), usb::data(toggle_ || status, status ? usb::Bytes() : data_)};
    }
  }

  void control(const usb::Bytes& answer) {
    const bool acknowledged = answer[0] == usb::ACK;
    const bool data = answer[0] == usb::DATA0 || answer[0] == usb::DATA1;
    const bool hears = stage_ != Stage::SETUP && asks_for_data() == (stage_ == Stage::DATA);
    if (answer[0] == usb::STALL) fail("the board stalls USB request " + std::to_string(setup_[1]));
    if (hears ? !data : !acknowledged) {
      if (answer[0] != usb::NAK) fail("the board answers a USB request with packet " + std::to_string(answer[0]));
      return;
    }
    const size_t length = setup_[6] | static_cast<size_t>(setup_[7]) << 8;
    if (stage_ == Stage::SETUP) {
      stage_ = length == 0 ? Stage::STATUS : Stage::DATA;
    } else if (stage_ == Stage::STATUS) {
      acknowledges_ = hears;
      requested();
    } else if (!hears) {
      stage_ = Stage::STATUS;
    } else {
      acknowledges_ = true;
      if ((answer[0] == usb::DATA1) != toggle_) return;
      toggle_ = !toggle_;
      data_.insert(data_.end(), answer.begin() + 1, answer.end() - 2);
      if (answer.size() < MAX_PACKET + 3 || data_.size() >= length) stage_ = Stage::STATUS;
    }
  }

  // A request is answered: the next one.
  void requested() {
    switch (request_++) {
      case 0:
        check(data_.size() == 18 && data_[1] == 1 && data_[7] == MAX_PACKET, "device descriptor");
        ask({0x00, 5, ADDRESS, 0, 0, 0, 0, 0});
        break;
      case 1:
        address_ = ADDRESS;
        ask({0x80, 6, 0, 1, 0, 0, 18, 0});
        break;
      case 2:
        check(data_.size() == 18, "device descriptor");
        ask({0x80, 6, 0, 2, 0, 0, 9, 0});
        break;
      case 3:
        check(data_.size() == 9 && data_[1] == 2, "configuration descriptor");
        ask({0x80, 6, 0, 2, 0, 0, data_[2], data_[3]});
        break;
      case 4:
        configuration();
        ask({0x80, 6, 0, 3, 0, 0, 255, 0});
        break;
      case 5:
      case 6:
      case 7:
      case 8:
        check(data_.size() >= 4 && data_[0] == data_.size() && data_[1] == 3, "string descriptor");
        if (request_ == 9) {
          ask({0x00, 9, value_, 0, 0, 0, 0, 0});
        } else {
          ask({0x80, 6, static_cast<uint8_t>(request_ - 5), 3, 9, 4, 255, 0});
        }
        break;
      case 9:
        ask({0x21, 0x20, 0, 0, interface_, 0, 7, 0}, {0x00, 0xC2, 0x01, 0, 0, 0, 8});
        break;
      case 10:
        ask({0x21, 0x22, 3, 0, interface_, 0, 0, 0});
        break;
      default:
        configured_ = true;
    }
  }

  // Finds the communications interface, and the bulk endpoints of the data interface.
  void configuration() {
    check(data_.size() == (data_[2] | static_cast<size_t>(data_[3]) << 8), "configuration descriptor");
    value_ = data_[5];
    in_endpoint_ = out_endpoint_ = 0;
    uint8_t of = 0;
    for (size_t i = 0; i + 1 < data_.size() && data_[i] > 1; i += data_[i]) {
      if (data_[i + 1] == 4) {
        of = data_[i + 5];
        if (of == 2) interface_ = data_[i + 2];
      } else if (data_[i + 1] == 5 && of == 10 && data_[i + 3] == 2) {
        check(data_[i + 4] == MAX_PACKET, "endpoint descriptor");
        (data_[i + 2] & 0x80 ? in_endpoint_ : out_endpoint_) = data_[i + 2] & 0xFU;
      }
    }
    check(in_endpoint_ != 0 && out_endpoint_ != 0, "configuration, which is no serial port");
  }

  static void check(bool right, const std::string& what) {
    if (!right) fail("the board's USB device has a wrong " + what);
  }

  Queues& queues_;
  const double bit_;
  usb::Ear ear_;
  State state_ = State::GONE;
  double until_ = 0;
  double next_frame_ = 0;
  unsigned frame_ = 0;
  std::deque<usb::Bytes> packets_;
  std::deque<usb::Level> levels_;
  bool replies_ = false;
  bool faulty_ = true;
  bool acknowledges_ = false;
  int bit_index_ = 0;
  int copies_ = 1;
  int arriving_ = 1;
  int silent_ = 0;
  unsigned address_ = 0;
  unsigned request_ = 0;
  bool configured_ = false;
  // The control transfer.
  Stage stage_ = Stage::SETUP;
  usb::Bytes setup_;
  usb::Bytes data_;
  bool toggle_ = true;
  // What the device says of itself.
  uint8_t value_ = 0;
  uint8_t interface_ = 0;
  unsigned in_endpoint_ = 0;
  unsigned out_endpoint_ = 0;
  // Bytes.
  bool sends_out_ = false;
  bool out_toggle_ = false;
  bool in_toggle_ = false;
  usb::Bytes out_;
};

}  // namespace

#endif
