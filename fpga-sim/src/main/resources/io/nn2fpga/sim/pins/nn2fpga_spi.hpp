// nn2fpga_spi.hpp - the host's end of an SPI link, mode 0: its master, and what asks it for transfers.
#ifndef NN2FPGA_SPI_HPP
#define NN2FPGA_SPI_HPP

#include <cstdint>
#include <cstring>
#include <vector>

#include "nn2fpga_link.hpp"

namespace {

const uint8_t FILL = 0x7E;

// Drives and samples the pins, a transfer at a time: chip select falls, all bytes go both ways, chip
// select rises. The board's clock runs meanwhile, and at no other time than this or when told to wait.
class Master {
 public:
  Master(Board& board, Queues& queues, double bit_cycles)
      : board_(board), queues_(queues), half_(bit_cycles / 2) {}

  void wait(uint64_t cycles) {
    for (; cycles > 0; cycles--) board_.cycle();
  }

  std::vector<uint8_t> transfer(const std::vector<uint8_t>& out) {
    std::vector<uint8_t> in;
    time_ = static_cast<double>(board_.cycles);
    drive(false, mosi_, false);
    pass(2);
    for (const uint8_t byte : out) in.push_back(exchange(byte));
    drive(false, mosi_, false);
    pass(1);
    drive(false, mosi_, true);
    pass(2);
    return in;
  }

 private:
  uint8_t exchange(uint8_t out) {
    Faults& faults = queues_.board_faults;
    log('>', out, last_out_, queues_.board_bytes);
    // How often the board sees one of the byte's pulses of SCK.
    const int pulses = faults.copies();
    const int odd = pulses == 1 ? -1 : faults.place();
    const int deselected = faults.deselects() ? faults.place() : -1;
    unsigned in = 0;
    for (int bit = 0; bit < 8; bit++) {
      const bool level = (out >> (7 - bit) & 1) != 0;
      const bool cs = bit == deselected;
      mosi_ = level != faults.flips(bit + 1);
      drive(false, mosi_, cs);
      pass(1);
      // What the board gave before this edge.
      if (bit == 0) queues_.host_faults.copies();
      const bool given = board_.sample() != queues_.host_faults.flips(bit + 1);
      in = in << 1 | (given ? 1U : 0U);
      drive(bit != odd || pulses != 0, mosi_, cs);
      pass(1);
      if (bit == odd && pulses == 2) {
        drive(false, mosi_, cs);
        pass(1);
        drive(true, mosi_, cs);
        pass(1);
      }
    }
    const uint8_t byte = static_cast<uint8_t>(in);
    log('<', byte, last_in_, queues_.host_bytes);
    if (faults.resets()) {
      board_.reset();
      time_ = static_cast<double>(board_.cycles);
    }
    return byte;
  }

  // Fill, a flag behind a flag, is not worth a line.
  void log(char direction, uint8_t byte, uint8_t& last, uint64_t& count) {
    if (byte != FILL || last != FILL) {
      queues_.log(board_.cycles, direction, byte);
      count++;
    }
    last = byte;
  }

  void drive(bool sck, bool mosi, bool cs) { board_.drive(sck, mosi, cs); }

  // Half bits.
  void pass(int halves) {
    time_ += halves * half_;
    while (static_cast<double>(board_.cycles) < time_) board_.cycle();
  }

  Board& board_;
  Queues& queues_;
  const double half_;
  double time_ = 0;
  bool mosi_ = false;
  uint8_t last_out_ = FILL;
  uint8_t last_in_ = FILL;
};

// Bytes of queues by transfers: of what is to be said, filled up with flags, or of flags alone.
class Link {
 public:
  Link(Board& board, Queues& queues, double bit_cycles)
      : queues_(queues), master_(board, queues, bit_cycles) {}

  Master& master() { return master_; }
  bool idle() const { return queues_.to_board.empty(); }

  // A transfer.
  void step() {
    std::vector<uint8_t> out(BYTES, FILL);
    for (int i = 0; i < BYTES && !queues_.to_board.empty(); i++) {
      out[static_cast<size_t>(i)] = queues_.to_board.front();
      queues_.to_board.pop_front();
    }
    for (const uint8_t byte : master_.transfer(out)) {
      if (byte != FILL || last_ != FILL) queues_.to_host.push_back(byte);
      last_ = byte;
    }
  }

 private:
  static const int BYTES = 64;
  Queues& queues_;
  Master master_;
  uint8_t last_ = FILL;
};

// Serves a driver through the pseudo-terminal. It asks for each transfer: cycles to wait before it
// and the number of bytes (4 bytes each, low byte first), then the bytes. The answer: the clock
// cycles so far (8 bytes) and as many bytes as were sent.
void serve_transfers(Board& board, Master& master, Terminal& terminal, bool parent) {
  static const uint32_t MOST = 1 << 20;
  uint8_t header[8];
  while (terminal.get(header, sizeof header, parent)) {
    uint32_t idle = 0;
    uint32_t size = 0;
    for (int i = 3; i >= 0; i--) {
      idle = idle << 8 | header[i];
      size = size << 8 | header[4 + i];
    }
    if (size > MOST) fail("a transfer of " + std::to_string(size) + " bytes");
    std::vector<uint8_t> bytes(size);
    if (!terminal.get(bytes.data(), size, parent)) break;
    master.wait(idle);
    if (size > 0) bytes = master.transfer(bytes);
    uint8_t cycles[8];
    for (int i = 0; i < 8; i++) cycles[i] = static_cast<uint8_t>(board.cycles >> 8 * i);
    terminal.put(cycles, sizeof cycles);
    terminal.put(bytes.data(), size);
  }
}

}  // namespace

#endif
