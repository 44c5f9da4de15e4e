// board_host.cpp - test only: the host at the pins of a verilated board top, driven by a script.
//
//   Vboard SCRIPT CYCLES_PER_BIT     the link's bit time, any number of at least 4 (UART) or 6 (SPI)
//
// Commands, one a line; numbers are decimal, bytes hexadecimal without spaces:
//   send BYTES     on the link, back to back; on SPI chip select then rises
//   broken BYTE    UART: its stop bit is 0;  SPI: chip select rises within it
//   glitch CYCLES  the line of a UART is 0
//   wait CYCLES    SPI: without clocking
//   quiet BYTES    until nothing was received for the time of so many bytes; SPI clocks fill
//   reset CYCLES   the board's button
// Output: each byte received, a line each, and "-- COMMAND" when a command ends.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "Vboard.h"
#include "verilated.h"

namespace {

class Host {
 public:
  Host(VerilatedContext* context, double cycles_per_bit)
      : board_(new Vboard(context)), bit_(cycles_per_bit), edge_(0.37) {
    idle();
    board_->rst = RESET_ACTIVE_LOW;
    for (int i = 0; i < 300; i++) tick();
  }

  ~Host() { board_->final(); }

  void run(const std::string& command, const std::string& operand) {
    long number = strtol(operand.c_str(), nullptr, 10);
    if (command == "send") {
      for (size_t i = 0; i + 1 < operand.size(); i += 2) exchange(byte_at(operand, i));
      end();
    } else if (command == "broken") {
      broken(byte_at(operand, 0));
    } else if (command == "wait") {
      for (long i = 0; i < number; i++) tick();
    } else if (command == "quiet") {
      quiet(number);
    } else if (command == "reset") {
      board_->rst = !RESET_ACTIVE_LOW;
      for (long i = 0; i < number; i++) tick();
      board_->rst = RESET_ACTIVE_LOW;
#ifndef NN2FPGA_SPI
    } else if (command == "glitch") {
      board_->uart_rx = 0;
      for (long i = 0; i < number; i++) tick();
      board_->uart_rx = 1;
#endif
    } else {
      fprintf(stderr, "no command %s\n", command.c_str());
      exit(2);
    }
    printf("-- %s\n", command.c_str());
  }

 private:
  static int byte_at(const std::string& hex, size_t i) {
    return static_cast<int>(strtol(hex.substr(i, 2).c_str(), nullptr, 16));
  }

  void received(int byte) {
    printf("%02x\n", byte);
    last_byte_ = cycle_;
  }

  // Waits for the next edge of the link's own clock, some fraction of a cycle behind a clock edge.
  void until_edge(double bits) {
    if (edge_ < cycle_ - 1) edge_ = cycle_ + 0.37;
    edge_ += bits * bit_;
    while (cycle_ < edge_) tick();
  }

#ifdef NN2FPGA_SPI
  void idle() {
    board_->spi_cs = 1;
    board_->spi_sck = 0;
    board_->spi_mosi = 0;
  }

  void sample() {}

  void end() {
    until_edge(1);
    board_->spi_cs = 1;
    until_edge(2);
  }

  int bits(int byte, int count) {
    if (board_->spi_cs) {
      board_->spi_cs = 0;
      until_edge(2);
    }
    int in = 0;
    for (int i = 7; i > 7 - count; i--) {
      board_->spi_mosi = byte >> i & 1;
      until_edge(0.5);
      in = in << 1 | board_->spi_miso;
      board_->spi_sck = 1;
      until_edge(0.5);
      board_->spi_sck = 0;
    }
    return in;
  }

  void exchange(int byte) { received(bits(byte, 8)); }

  void broken(int byte) {
    bits(byte, 5);
    end();
  }

  void quiet(long bytes) {
    for (long fill = 0; fill < bytes;) {
      int in = bits(0x7e, 8);
      fill = in == 0x7e ? fill + 1 : 0;
      received(in);
      if (fill % 16 == 0) end();
    }
  }
#else
  void idle() { board_->uart_rx = 1; }

  void frame(int byte, int stop) {
    int bits = stop << 9 | byte << 1;
    until_edge(0);
    for (int i = 0; i < 10; i++) {
      board_->uart_rx = bits >> i & 1;
      until_edge(1);
    }
    board_->uart_rx = 1;
  }

  void exchange(int byte) { frame(byte, 1); }

  void end() {}

  void broken(int byte) {
    frame(byte, 0);
    until_edge(1);
  }

  void quiet(long bytes) {
    last_byte_ = cycle_;
    while (cycle_ < last_byte_ + bytes * 10 * bit_) tick();
  }

  // A receiver that samples each bit in its middle.
  void sample() {
    int line = board_->uart_tx;
    if (sampled_ == 0) {
      if (line) return;
      sampled_ = 1;
      next_sample_ = cycle_ + 1.5 * bit_;
      bits_ = 0;
    } else if (cycle_ >= next_sample_) {
      next_sample_ += bit_;
      if (sampled_ <= 8) {
        bits_ |= line << (sampled_++ - 1);
      } else {
        if (line) received(bits_);
        else printf("framing error\n");
        sampled_ = 0;
      }
    }
  }

  int sampled_ = 0;
  int bits_ = 0;
  double next_sample_ = 0;
#endif

  void tick() {
    board_->clk = 0;
    board_->eval();
    board_->clk = 1;
    board_->eval();
    cycle_++;
    sample();
    if (cycle_ > 50000000) {
      fprintf(stderr, "no end after %ld cycles\n", cycle_);
      exit(2);
    }
  }

  std::unique_ptr<Vboard> board_;
  double bit_;
  double edge_;
  long cycle_ = 0;
  long last_byte_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::unique_ptr<VerilatedContext> context(new VerilatedContext);
  context->commandArgs(argc, argv);
  if (argc < 3) return 2;
  Host host(context.get(), atof(argv[2]));
  std::ifstream script(argv[1]);
  std::string line;
  while (std::getline(script, line)) {
    std::istringstream words(line);
    std::string command, operand;
    words >> command >> operand;
    host.run(command, operand);
  }
  return 0;
}
