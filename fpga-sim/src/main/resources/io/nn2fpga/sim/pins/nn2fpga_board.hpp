// nn2fpga_board.hpp - the Verilog at whose pins nn2fpga_pins.cpp is, and the flash beside it.
#ifndef NN2FPGA_BOARD_HPP
#define NN2FPGA_BOARD_HPP

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "Vboard.h"
#include "verilated.h"
#ifdef NN2FPGA_LOCKSTEP
#include "nn2fpga_lockstep.hpp"
#endif
#ifdef NN2FPGA_LINK_USB
#include "nn2fpga_usb.hpp"
#endif

namespace {

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "error: %s\n", message.c_str());
  std::exit(2);
}

#ifdef NN2FPGA_FLASH
// An SPI flash in mode 0 that sleeps until it is woken (AB) and is read by 03.
class Flash {
 public:
  static std::vector<uint8_t> contents;

  // Looks at its pins once a clock cycle; the level of MISO.
  bool step(bool cs, bool sck, bool mosi) {
    quiet_ = cs ? quiet_ + 1 : 0;
    if (cs) {
      if (selected_ && bits_ == 8 && command_ == 0xAB) awake_ = true;
      selected_ = false;
      sck_ = sck;
      return true;
    }
    if (!selected_) {
      selected_ = true;
      bits_ = 0;
      command_ = 0;
      address_ = 0;
      started_ = true;
    }
    if (sck && !sck_) {
      if (bits_ < 8) {
        command_ = command_ << 1 | (mosi ? 1U : 0U);
      } else if (bits_ < 32) {
        address_ = address_ << 1 | (mosi ? 1U : 0U);
      }
      bits_++;
    }
    if (!sck && sck_ && awake_ && command_ == 0x03 && bits_ >= 32) {
      const uint64_t bit = bits_ - 32;
      const uint64_t place = address_ + bit / 8 - NN2FPGA_FLASH;
      const uint8_t byte = place < contents.size() ? contents[place] : 0xFF;
      out_ = (byte >> (7 - bit % 8) & 1) != 0;
    }
    sck_ = sck;
    return out_;
  }

  // Whether it was read and is not any more.
  bool done() const { return started_ && quiet_ > 100000; }

 private:
  bool awake_ = false;
  bool selected_ = false;
  bool started_ = false;
  bool sck_ = false;
  bool out_ = true;
  uint64_t bits_ = 0;
  uint32_t command_ = 0;
  uint64_t address_ = 0;
  uint64_t quiet_ = 0;
};

std::vector<uint8_t> Flash::contents;
#endif

// The Verilog. A power-up is a new model: registers and memories begin as the bitstream has them.
class Board {
 public:
  Board() { power_up(); }

  void power_up() {
    top_.reset();
    context_.reset(new VerilatedContext);
    const char* arguments[] = {"Vboard"};
    context_->commandArgs(1, arguments);
    top_.reset(new Vboard(context_.get()));
    top_->clk = 0;
#ifdef NN2FPGA_RESET
    top_->rst = !NN2FPGA_RESET;
#endif
    drive_idle();
#ifdef NN2FPGA_FLASH
    // An iCE40 sends it to sleep when it has its bitstream.
    flash_ = Flash();
    top_->flash_miso = 1;
#endif
    top_->eval();
#ifdef NN2FPGA_LOCKSTEP
    lockstep_.power_up(*top_);
#endif
#ifdef NN2FPGA_FLASH
    // A host comes later.
    while (!flash_.done()) cycle();
#endif
  }

  // Presses the reset button for some cycles; without one, switches the board off and on.
  void reset() {
#ifdef NN2FPGA_RESET
    top_->rst = NN2FPGA_RESET;
    for (int i = 0; i < 8; i++) cycle();
    top_->rst = !NN2FPGA_RESET;
#else
    power_up();
#endif
  }

  void cycle() {
#ifdef NN2FPGA_CORE_HZ
    for (const bool level : {true, false}) {
      top_->clk_usb = level;
      top_->eval();
      for (core_ += static_cast<double>(NN2FPGA_CORE_HZ) / NN2FPGA_CLOCK_HZ; core_ >= 1; core_ -= 1) {
        top_->clk = !top_->clk;
        top_->eval();
      }
    }
#else
#if defined(NN2FPGA_LINK_USB) && defined(NN2FPGA_LOCKSTEP)
    connect();
#endif
    top_->clk = 1;
    top_->eval();
    top_->clk = 0;
    top_->eval();
#endif
    cycles++;
#ifdef NN2FPGA_LOCKSTEP
    lockstep_.cycle(*top_);
#endif
#ifdef NN2FPGA_FLASH
    top_->flash_miso = flash_.step(top_->flash_cs, top_->flash_sck, top_->flash_mosi);
#endif
    if (context_->gotFinish()) fail("the Verilog ended the simulation");
  }

#if defined(NN2FPGA_LINK_USB) && defined(NN2FPGA_LOCKSTEP)
  // The lines' two sides are ports of their own.
  void drive_idle() { release(); }
  void release() { driven_ = false; }
  void drive(usb::Level level) {
    driven_ = true;
    level_ = level;
  }
  usb::Level sample() const { return usb::level(dp(), dn()); }
  bool attached() const { return top_->usb_pullup; }
#elif defined(NN2FPGA_LINK_USB)
  void drive_idle() { release(); }
  void release() { top_->host_drives = 0; }
  void drive(usb::Level level) {
    top_->host_drives = 1;
    top_->host_dp = (level & 2) != 0;
    top_->host_dn = (level & 1) != 0;
  }
  usb::Level sample() const { return usb::level(top_->dp, top_->dn); }
  bool attached() const { return top_->attached; }
#elif defined(NN2FPGA_LINK_SPI)
  void drive_idle() { drive(false, false, true); }
  void drive(bool sck, bool mosi, bool cs) {
    top_->spi_sck = sck;
    top_->spi_mosi = mosi;
    top_->spi_cs = cs;
  }
  bool sample() const { return top_->spi_miso; }
#else
  void drive_idle() { drive(true); }
  void drive(bool level) { top_->uart_rx = level; }
  bool sample() const { return top_->uart_tx; }
#endif

#ifdef NN2FPGA_LOCKSTEP
  void finish() { lockstep_.finish(""); }
#else
  void finish() {}
#endif

  // Of the port clk, or clk_usb where that is a clock of its own.
  uint64_t cycles = 0;

 private:
#if defined(NN2FPGA_LINK_USB) && defined(NN2FPGA_LOCKSTEP)
  bool dp() const {
    return driven_ ? (level_ & 2) != 0 : top_->usb_dp_drives ? top_->usb_dp_driven : top_->usb_pullup;
  }
  bool dn() const {
    return driven_ ? (level_ & 1) != 0 : top_->usb_dn_drives && top_->usb_dn_driven;
  }
  void connect() {
    top_->usb_dp = dp();
    top_->usb_dn = dn();
  }

  bool driven_ = false;
  usb::Level level_ = usb::J;
#endif
#ifdef NN2FPGA_LOCKSTEP
  Lockstep lockstep_;
#endif
#ifdef NN2FPGA_FLASH
  Flash flash_;
#endif
#ifdef NN2FPGA_CORE_HZ
  // Halves of a cycle of clk that are due; at first, some part of one.
  double core_ = 0.3;
#endif
  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Vboard> top_;
};

}  // namespace

#endif
