// nn2fpga_lockstep.hpp - the verified Verilog beside what the tools made of it, cycle by cycle.
//
// Vreference has the board's ports and nn2fpga_state, its registers; so has Vboard, with the
// registers that have the same names first (NN2FPGA_COMPARED bits), all others behind them. What
// the Verilog leaves undefined at power-up begins in the reference as it does in the board
// (nn2fpga_initial). Whatever else is undefined is 0 in one reference, 1 in a second and noise in a
// third: a bit in which they differ is not compared. Nor is anything in the first cycles, while the
// board resets itself: a state machine that synthesis coded anew may be in a state there that the
// Verilog does not know.
//
// nn2fpga_ports.hpp, which is made for a design, has NN2FPGA_INPUTS(X) and NN2FPGA_OUTPUTS(X), X of
// each pin but clk, NN2FPGA_COMPARED and NN2FPGA_STATE_WORDS.
#ifndef NN2FPGA_LOCKSTEP_HPP
#define NN2FPGA_LOCKSTEP_HPP

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "Vboard.h"
#include "Vreference.h"
#include "nn2fpga_ports.hpp"
#include "verilated.h"

namespace {

class Lockstep {
 public:
  static std::string file;

  void power_up(const Vboard& board) {
    resetting_ = RESET_CYCLES;
    for (int i = 0; i < COPIES; i++) {
      models_[i].reset();
      contexts_[i].reset(new VerilatedContext);
      contexts_[i]->randReset(i);
      contexts_[i]->randSeed(7);
      models_[i].reset(new Vreference(contexts_[i].get()));
      models_[i]->clk = 0;
      for (int k = 0; k < WORDS; k++) models_[i]->nn2fpga_initial[k] = board.nn2fpga_state[k];
      drive(*models_[i], board);
      models_[i]->eval();
    }
  }

  // A cycle that the board has had.
  void cycle(const Vboard& board) {
    cycles_++;
    for (auto& model : models_) {
      drive(*model, board);
      model->clk = 1;
      model->eval();
      model->clk = 0;
      model->eval();
    }
    if (resetting_ > 0) {
      resetting_--;
      return;
    }
    compare_pins(board);
    compare_registers(board);
  }

  // Writes what was found. The digest is of all registers in all cycles.
  void finish(const std::string& difference) const {
    FILE* out = std::fopen(file.c_str(), "w");
    if (out == nullptr) {
      std::fprintf(stderr, "error: cannot write %s\n", file.c_str());
      std::exit(2);
    }
    unsigned exercised = 0;
    for (int i = 0; i < NN2FPGA_COMPARED; i++) {
      exercised += (high_[i / 32] & low_[i / 32]) >> (i % 32) & 1;
    }
    std::fprintf(out, "{\"cycles\": %llu, \"exercised\": %u, \"digest\": \"%016llx\"%s}\n",
                 static_cast<unsigned long long>(cycles_), exercised,
                 static_cast<unsigned long long>(digest_), difference.c_str());
    std::fclose(out);
  }

 private:
  static const int COPIES = 3;
  // Fewer than nn2fpga_reset.v's.
  static const int RESET_CYCLES = 32;
  static const int WORDS = NN2FPGA_STATE_WORDS;

  static void drive(Vreference& model, const Vboard& board) {
#define NN2FPGA_DRIVE(pin) model.pin = board.pin;
    NN2FPGA_INPUTS(NN2FPGA_DRIVE)
#undef NN2FPGA_DRIVE
  }

  void compare_pins(const Vboard& board) {
#define NN2FPGA_COMPARE(pin)                                               \
  if (models_[0]->pin == models_[1]->pin && models_[0]->pin == models_[2]->pin && \
      board.pin != models_[0]->pin) {                                      \
    differs("\"pin\": \"" #pin "\"");                                      \
  }
    NN2FPGA_OUTPUTS(NN2FPGA_COMPARE)
#undef NN2FPGA_COMPARE
  }

  void compare_registers(const Vboard& board) {
    for (int i = 0; i < WORDS; i++) {
      const uint32_t is = board.nn2fpga_state[i];
      digest_ = (digest_ ^ is) * 0x100000001b3;
      if (i * 32 >= NN2FPGA_COMPARED) continue;
      const uint32_t wanted = models_[0]->nn2fpga_state[i];
      uint32_t sure = ~((wanted ^ models_[1]->nn2fpga_state[i]) | (wanted ^ models_[2]->nn2fpga_state[i]));
      if (NN2FPGA_COMPARED - i * 32 < 32) sure &= (1U << (NN2FPGA_COMPARED - i * 32)) - 1;
      high_[i] |= wanted & sure;
      low_[i] |= ~wanted & sure;
      const uint32_t wrong = (is ^ wanted) & sure;
      if (wrong != 0) {
        int bit = 0;
        while ((wrong >> bit & 1) == 0) bit++;
        differs("\"register\": " + std::to_string(i * 32 + bit));
      }
    }
  }

  [[noreturn]] void differs(const std::string& what) const {
    finish(", \"difference\": {" + what + "}");
    std::fprintf(stderr, "error: the netlist leaves the Verilog\n");
    std::exit(3);
  }

  std::unique_ptr<VerilatedContext> contexts_[COPIES];
  std::unique_ptr<Vreference> models_[COPIES];
  int resetting_ = 0;
  uint64_t cycles_ = 0;
  uint64_t digest_ = 0xcbf29ce484222325;
  uint32_t high_[WORDS] = {};
  uint32_t low_[WORDS] = {};
};

std::string Lockstep::file = "lockstep.json";

}  // namespace

#endif
