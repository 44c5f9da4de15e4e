// nn2fpga_main.cpp - the clock of every simulation.
//
// Drives a test bench (verilated with --prefix Vtop) that has the ports clk, rst, done and moved:
// `done` once every sink has its frames, `moved` when a source or a sink transfers in this cycle.
//
// Plusargs  +idle_limit=N (10000): cycles without a transfer that end the run as a deadlock;
//           +reset_at=N: reset again after N cycles and start over;
//           +drain=N (100): cycles after the last expected beat in which a beat too many would
//           show, and in which modules take what they need no more.
// Exit      0 done, 1 a module ended the run ($finish: violated law, missing file), 2 deadlock.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "Vtop.h"
#include "verilated.h"

namespace {

const int RESET_CYCLES = 4;

long plusarg(VerilatedContext& context, const char* name, long otherwise) {
  const char* match = context.commandArgsPlusMatch(name);
  if (match == nullptr || *match == '\0') return otherwise;
  return std::strtol(match + std::strlen(name) + 1, nullptr, 10);
}

void cycle(VerilatedContext& context, Vtop& top) {
  top.clk = 1;
  top.eval();
  top.clk = 0;
  top.eval();
  context.timeInc(1);
}

void reset(VerilatedContext& context, Vtop& top) {
  top.rst = 1;
  top.eval();
  for (int i = 0; i < RESET_CYCLES && !context.gotFinish(); i++) cycle(context, top);
  top.rst = 0;
  top.eval();
}

}  // namespace

double sc_time_stamp() { return 0; }

int main(int argc, char** argv) {
  const std::unique_ptr<VerilatedContext> context(new VerilatedContext);
  context->commandArgs(argc, argv);
  const long idle_limit = plusarg(*context, "idle_limit=", 10000);
  const long drain = plusarg(*context, "drain=", 100);
  const long reset_at = plusarg(*context, "reset_at=", -1);
  const std::unique_ptr<Vtop> top(new Vtop(context.get()));
  top->clk = 0;
  reset(*context, *top);
  long cycles = 0;
  if (reset_at >= 0) {
    for (; cycles < reset_at && !context->gotFinish(); cycles++) cycle(*context, *top);
    if (!context->gotFinish()) reset(*context, *top);
    cycles = 0;
  }
  long idle = 0;
  long drained = 0;
  while (!context->gotFinish() && drained < drain && idle <= idle_limit + 1) {
    drained += top->done ? 1 : 0;
    idle = top->moved || top->done ? 0 : idle + 1;
    cycle(*context, *top);
    cycles++;
  }
  const bool failed = context->gotFinish();
  const bool done = top->done;
  top->final();
  if (failed) return 1;
  if (!done) {
    std::printf("deadlock: no transfer at the ports in the %ld cycles before cycle %ld\n",
                idle_limit, cycles);
    return 2;
  }
  std::printf("cycles: %ld\n", cycles);
  return 0;
}
