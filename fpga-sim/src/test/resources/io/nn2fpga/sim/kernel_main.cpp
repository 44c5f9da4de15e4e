// kernel_main.cpp - test only: a kernel with XRT at its registers and a memory at its port.
//
//   Vkernel INPUT OUTPUT NAME=NUMBER...
//
// INPUT holds the bytes of the input frames; OUTPUT gets the bytes of the output frames, then 256
// more that lie behind them.  Numbers: frames, output_bytes (of all frames), offset (of both buffers
// in a page), stall (of 256 cycles, how many each channel waits), seed, runs, late_address (memory
// takes an address only after its words), error (the nth answer to a read is an error), interrupt.
// The memory stops at what AXI4 forbids: a burst across 4 KiB, a wrong last, a word outside of the
// buffers, a valid that is taken back, data that change while they wait.
// Prints "register ADDRESS VALUE" at the end, "cycles N" a run, and "interrupt N" once it was raised.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

// Verilator renames the port "interrupt", which is a word of its own.
#include "Vkernel.h"
#include "verilated.h"

static const int BYTES = KERNEL_MEMORY_BYTES;
static std::map<std::string, long> options;
static std::mt19937 dice;
static Vkernel *top;
static uint64_t cycle = 0;

static long option(const std::string &name, long otherwise) {
  auto found = options.find(name);
  return found == options.end() ? otherwise : found->second;
}

[[noreturn]] static void fail(const std::string &what) {
  std::printf("error: cycle %llu: %s\n", (unsigned long long)cycle, what.c_str());
  std::exit(1);
}

static bool stalled() { return (long)(dice() & 255) < option("stall", 0); }

template <typename Port> static void load(Port &port, const uint8_t *bytes) {
  std::memcpy(&port, bytes, BYTES);
}
template <typename Port> static void store(const Port &port, uint8_t *bytes) {
  std::memcpy(bytes, &port, BYTES);
}

struct Memory {
  uint64_t input, output;
  std::vector<uint8_t> in, out;

  struct Read {
    uint64_t address;
    bool last;
  };
  struct Word {
    std::vector<uint8_t> data;
    uint64_t strobes;
    bool last;
  };
  std::deque<Read> reads;
  std::deque<std::pair<uint64_t, int>> writes;
  std::deque<Word> words;
  int answers = 0;
  long read_answers = 0;
  bool answering = false;
  bool read_valid = false;
  // What was offered and not taken in the cycle before.
  bool ar_waits = false, aw_waits = false, w_waits = false;
  uint64_t ar_was = 0, aw_was = 0;
  std::vector<uint8_t> w_was;

  static void burst(uint64_t address, int length) {
    if (address % BYTES) fail("an address that is no multiple of a word");
    if (address / 4096 != (address + uint64_t(length) * BYTES - 1) / 4096) fail("a burst across 4 KiB");
  }

  void drive() {
    top->m_axi_gmem_arready = !stalled() && reads.size() < 200;
    bool may = !option("late_address", 0) || !words.empty();
    top->m_axi_gmem_awready = !stalled() && may && writes.size() < 8;
    top->m_axi_gmem_wready = !stalled() && words.size() < 64;
    if (!read_valid && !reads.empty() && !stalled()) {
      read_valid = true;
      uint8_t bytes[BYTES];
      for (int i = 0; i < BYTES; i++) {
        uint64_t place = reads.front().address + i - input;
        bytes[i] = place < in.size() ? in[place] : uint8_t(dice());
      }
      load(top->m_axi_gmem_rdata, bytes);
      top->m_axi_gmem_rlast = reads.front().last;
      top->m_axi_gmem_rresp = ++read_answers == option("error", 0) ? 2 : 0;
    }
    top->m_axi_gmem_rvalid = read_valid;
    if (!answering && answers > 0 && !stalled()) {
      answering = true;
      answers--;
    }
    top->m_axi_gmem_bvalid = answering;
    top->m_axi_gmem_bresp = 0;
  }

  // The handshakes of this cycle, before the clock's edge.
  void observe() {
    uint64_t end = (in.size() + BYTES - 1) / BYTES * BYTES;
    if (ar_waits && (!top->m_axi_gmem_arvalid || ar_was != top->m_axi_gmem_araddr)) fail("araddr did not wait");
    if (aw_waits && (!top->m_axi_gmem_awvalid || aw_was != top->m_axi_gmem_awaddr)) fail("awaddr did not wait");
    if (top->m_axi_gmem_arvalid && top->m_axi_gmem_arready) {
      int length = top->m_axi_gmem_arlen + 1;
      uint64_t address = top->m_axi_gmem_araddr;
      burst(address, length);
      if (address < input || address + uint64_t(length) * BYTES > input + end) fail("a read outside of the input");
      for (int i = 0; i < length; i++) reads.push_back({address + uint64_t(i) * BYTES, i == length - 1});
    }
    if (top->m_axi_gmem_awvalid && top->m_axi_gmem_awready) {
      int length = top->m_axi_gmem_awlen + 1;
      burst(top->m_axi_gmem_awaddr, length);
      writes.push_back({top->m_axi_gmem_awaddr, length});
    }
    std::vector<uint8_t> data(BYTES);
    store(top->m_axi_gmem_wdata, data.data());
    if (w_waits && (!top->m_axi_gmem_wvalid || w_was != data)) fail("wdata did not wait");
    if (top->m_axi_gmem_wvalid && top->m_axi_gmem_wready)
      words.push_back({data, (uint64_t)top->m_axi_gmem_wstrb, (bool)top->m_axi_gmem_wlast});
    if (top->m_axi_gmem_rvalid && top->m_axi_gmem_rready) {
      reads.pop_front();
      read_valid = false;
    }
    if (top->m_axi_gmem_bvalid && top->m_axi_gmem_bready) answering = false;
    ar_waits = top->m_axi_gmem_arvalid && !top->m_axi_gmem_arready;
    aw_waits = top->m_axi_gmem_awvalid && !top->m_axi_gmem_awready;
    w_waits = top->m_axi_gmem_wvalid && !top->m_axi_gmem_wready;
    ar_was = top->m_axi_gmem_araddr;
    aw_was = top->m_axi_gmem_awaddr;
    w_was = data;
    while (!writes.empty() && !words.empty()) {
      Word word = words.front();
      words.pop_front();
      auto &write = writes.front();
      if (word.last != (write.second == 1)) fail("a wrong wlast");
      for (int i = 0; i < BYTES; i++) {
        if (!(word.strobes >> i & 1)) continue;
        uint64_t place = write.first + i - output;
        if (place >= (uint64_t)option("output_bytes", 0)) fail("a write outside of the output");
        out[place] = word.data[i];
      }
      write.first += BYTES;
      if (--write.second == 0) {
        writes.pop_front();
        answers++;
      }
    }
  }
};

static Memory memory;

static void tick() {
  memory.drive();
  top->ap_clk = 0;
  top->eval();
  // Registers start with random values, which the reset needs two cycles to clear.
  if (cycle > 2) memory.observe();
  top->ap_clk = 1;
  top->eval();
  cycle++;
  if (cycle > 20000000) fail("the run does not end");
}

static void write(uint32_t address, uint32_t value) {
  top->s_axi_control_awaddr = address;
  top->s_axi_control_awvalid = 1;
  top->s_axi_control_wdata = value;
  top->s_axi_control_wstrb = 15;
  top->s_axi_control_wvalid = 1;
  bool taken = false;
  while (!taken) {
    top->eval();
    taken = top->s_axi_control_awready && top->s_axi_control_wready;
    tick();
  }
  top->s_axi_control_awvalid = 0;
  top->s_axi_control_wvalid = 0;
  top->s_axi_control_bready = 1;
  while (!top->s_axi_control_bvalid) tick();
  if (top->s_axi_control_bresp) fail("a register answers a write with an error");
  tick();
  top->s_axi_control_bready = 0;
}

static uint32_t read(uint32_t address) {
  top->s_axi_control_araddr = address;
  top->s_axi_control_arvalid = 1;
  bool taken = false;
  while (!taken) {
    top->eval();
    taken = top->s_axi_control_arready;
    tick();
  }
  top->s_axi_control_arvalid = 0;
  while (!top->s_axi_control_rvalid) tick();
  uint32_t value = top->s_axi_control_rdata;
  if (top->s_axi_control_rresp) fail("a register answers a read with an error");
  top->s_axi_control_rready = 1;
  tick();
  top->s_axi_control_rready = 0;
  return value;
}

static void run(uint32_t frames) {
  write(0x10, (uint32_t)memory.input);
  write(0x14, (uint32_t)(memory.input >> 32));
  write(0x1c, (uint32_t)memory.output);
  write(0x20, (uint32_t)(memory.output >> 32));
  write(0x28, frames);
  if (read(0x00) != 4) fail("the kernel is not idle before its start");
  uint64_t start = cycle;
  write(0x00, 1);
  uint32_t control = read(0x00);
  if (frames && control != 1) fail("the kernel does not run after its start");
  if (option("interrupt", 0)) {
    while (!top->__SYM__interrupt) tick();
    std::printf("interrupt %u\n", read(0x0c));
    write(0x0c, 1);
    top->eval();
    if (top->__SYM__interrupt) fail("the interrupt stays");
  }
  while (!(control & 2)) control = read(0x00);
  if (control != 14) fail("the control register at the end is " + std::to_string(control));
  if (read(0x00) != 4) fail("reading does not clear ap_done");
  std::printf("cycles %llu\n", (unsigned long long)(cycle - start));
}

int main(int argc, char **argv) {
  for (int i = 3; i < argc; i++) {
    std::string text = argv[i];
    size_t equals = text.find('=');
    if (equals != std::string::npos) options[text.substr(0, equals)] = std::atol(text.c_str() + equals + 1);
  }
  dice.seed(option("seed", 1));
  Verilated::randReset(2);
  top = new Vkernel;
  std::FILE *file = std::fopen(argv[1], "rb");
  if (!file) fail("no input");
  for (int c; (c = std::fgetc(file)) != EOF;) memory.in.push_back(uint8_t(c));
  std::fclose(file);
  memory.input = 0x1234500000000ULL + option("offset", 0);
  memory.output = 0x0feed00000000ULL + option("offset", 0);
  top->ap_rst_n = 0;
  for (int i = 0; i < 8; i++) tick();
  top->ap_rst_n = 1;
  for (int i = 0; i < 4; i++) tick();
  if (option("interrupt", 0)) {
    write(0x04, 1);
    write(0x08, 1);
  }
  for (long i = 0; i < option("runs", 1); i++) {
    memory.out.assign(option("output_bytes", 0) + 256, 0xa5);
    run(option("frames", 1));
  }
  for (uint32_t address = 0x40; address < 0x80; address += 4)
    std::printf("register %02x %08x\n", address, read(address));
  file = std::fopen(argv[2], "wb");
  std::fwrite(memory.out.data(), 1, memory.out.size(), file);
  std::fclose(file);
  delete top;
  return 0;
}
