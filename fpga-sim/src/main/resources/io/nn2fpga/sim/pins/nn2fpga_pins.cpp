// nn2fpga_pins.cpp - a board at its pins: clock, reset, and the link to the host bit by bit.
//
// Clocks the board top (verilated with --prefix Vboard), drives the pin that the host drives,
// samples the one that the board drives, at the host's rate, and passes bytes between the link and
// a pseudo-terminal, on which a driver finds what it would find at the board's serial port. At SPI
// it asks for transfers there (nn2fpga_spi.hpp says how). The time of all this is the clock's: a
// cycle of `clk` is a cycle, however long it takes to compute.
//
// Compiled with  NN2FPGA_CLOCK_HZ       frequency of clk
//                NN2FPGA_LINK_RATE      bits a second on the link
//                NN2FPGA_LINK_SPI       the link is SPI (mode 0, this side the master)
//                NN2FPGA_LINK_USB       the link is USB, and the top is nn2fpga_usb_pins; else a UART
//                NN2FPGA_CORE_HZ        frequency of clk where USB has a clock of its own, whose
//                                       frequency NN2FPGA_CLOCK_HZ then is
//                NN2FPGA_FLASH          offset of the weights in the flash that the board reads;
//                                       absent if it reads none
//                NN2FPGA_LOCKSTEP       nn2fpga_lockstep.hpp
//                NN2FPGA_RESET          level of the port rst that resets; absent without the port
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#ifdef NN2FPGA_LINK_SPI
#include "nn2fpga_spi.hpp"
#else
#include "nn2fpga_link.hpp"
#endif

double sc_time_stamp() { return 0; }

namespace {

const char* const USAGE =
    "usage: Vboard [options]\n"
    "  (no mode)           opens a pseudo-terminal, prints a line of JSON with its path, and runs\n"
    "                      until SIGTERM; the last line says what was counted\n"
    "  --script FILE       plays a conversation instead: lines 'send HEX', 'wait N [TYPE]' (until\n"
    "                      the board has sent N packets in all, or of a type, hexadecimal), 'ready\n"
    "                      N' (until it takes DATA packet N), 'idle N' (cycles), 'reset'\n"
    "  --flash FILE        what the board's flash holds at the offset of the weights, all else is\n"
    "                      erased (../bitstream/weights.bin)\n"
    "  --record FILE       writes every byte on the link: 'CYCLE > HEX' to the board, '<' from it\n"
    "  --lockstep FILE     where NN2FPGA_LOCKSTEP tells what it found (lockstep.json)\n"
    "  --limit N           cycles that a script's 'wait' may last (10000000)\n"
    "  --bit-cycles X      clock cycles a bit of the link, in place of the board's\n"
    "  --seed N            of all random faults (1)\n"
    "  --DIRECTION-flip P, --DIRECTION-drop P, --DIRECTION-double P\n"
    "                      DIRECTION board or host, where the bytes go: probability that a bit on\n"
    "                      the line is inverted, a byte vanishes, a byte comes twice. At SPI a\n"
    "                      pulse of the clock vanishes or comes twice, in a byte to the board\n"
    "  --board-deselect P  probability, for each byte, that chip select rises for one of its bits\n"
    "  --reset P           probability, for each byte to the board, of a reset after it\n"
    "  --at FAULT:N        a fault (board-flip, host-drop, reset ...) at byte N, from 0; repeatable.\n"
    "                      On USB faults happen to packets in place of bytes, none comes twice, and\n"
    "                      there is one more: board-bus, a reset of the bus\n"
    "  --host-buffer N     bytes that wait for the host at most (4096); further ones are lost\n"
    "  --idle-cycles N     cycles without a byte after which time passes slowly (20000000)\n"
    "  --parent            ends when standard input does\n"
    "  --paced             time passes only as far as standard input says, so that nothing depends\n"
    "                      on how fast either side is: a line 'CYCLE WRITTEN READ [through]' runs\n"
    "                      until that cycle or, without 'through', until the board has said\n"
    "                      something. WRITTEN and READ are the host's counts of bytes so far. The\n"
    "                      answer: 'CYCLES GIVEN'\n";

void end(int) { ended = 1; }

struct Options {
  std::string script;
  std::string record;
  std::string flash = "../bitstream/weights.bin";
  uint64_t limit = 10000000;
  uint64_t seed = 1;
  uint64_t idle_cycles = 20000000;
  int host_buffer = 4096;
  double bit_cycles = static_cast<double>(NN2FPGA_CLOCK_HZ) / NN2FPGA_LINK_RATE;
  bool parent = false;
  bool paced = false;
};

bool fault_option(const std::string& name, double p, Queues& queues) {
  if (name == "--reset") {
    queues.board_faults.reset = p;
    return true;
  }
  Faults& faults = name.rfind("--board-", 0) == 0 ? queues.board_faults : queues.host_faults;
#ifdef NN2FPGA_LINK_SPI
  if (name == "--board-deselect") {
    faults.deselect = p;
    return true;
  }
  if (name == "--host-drop" || name == "--host-double") return false;
#endif
  if (name == "--board-flip" || name == "--host-flip") {
    faults.flip = p;
  } else if (name == "--board-drop" || name == "--host-drop") {
    faults.drop = p;
  } else if (name == "--board-double" || name == "--host-double") {
#ifdef NN2FPGA_LINK_USB
    if (p > 0) fail("no packet comes twice over USB");
#endif
    faults.twice = p;
  } else {
    return false;
  }
  return true;
}

void fault_at(const std::string& value, Queues& queues) {
  const size_t colon = value.find(':');
  std::string fault = value.substr(0, colon);
  if (colon == std::string::npos) fail("--at takes FAULT:N, not " + value);
  const uint64_t byte = std::strtoull(value.c_str() + colon + 1, nullptr, 10);
  Faults& faults = fault.rfind("host-", 0) == 0 ? queues.host_faults : queues.board_faults;
  const size_t dash = fault.find('-');
  if (dash != std::string::npos) fault = fault.substr(dash + 1);
#if defined(NN2FPGA_LINK_USB)
  const std::vector<std::string> known = {"flip", "drop", "reset", "bus"};
#elif defined(NN2FPGA_LINK_SPI)
  const std::vector<std::string> known =
      &faults == &queues.host_faults
          ? std::vector<std::string>{"flip"}
          : std::vector<std::string>{"flip", "drop", "double", "deselect", "reset"};
#else
  const std::vector<std::string> known = {"flip", "drop", "double", "reset"};
#endif
  if (std::find(known.begin(), known.end(), fault) == known.end()) {
    fail("this link has no fault '" + value.substr(0, colon) + "'");
  }
  faults.at[byte] = fault;
}

Options parse(int argc, char** argv, Queues& queues) {
  Options options;
  for (int i = 1; i < argc; i++) {
    const std::string name = argv[i];
    if (name == "--help") {
      std::fputs(USAGE, stdout);
      std::exit(0);
    }
    if (name == "--parent" || name == "--paced") {
      (name == "--paced" ? options.paced : options.parent) = true;
      continue;
    }
    if (i + 1 == argc) fail("what does '" + name + "' mean? --help lists the options");
    const char* value = argv[++i];
    if (name == "--script") options.script = value;
    else if (name == "--record") options.record = value;
    else if (name == "--flash") options.flash = value;
#ifdef NN2FPGA_LOCKSTEP
    else if (name == "--lockstep") Lockstep::file = value;
#endif
    else if (name == "--limit") options.limit = std::strtoull(value, nullptr, 10);
    else if (name == "--seed") options.seed = std::strtoull(value, nullptr, 10);
    else if (name == "--idle-cycles") options.idle_cycles = std::strtoull(value, nullptr, 10);
    else if (name == "--host-buffer") options.host_buffer = std::atoi(value);
    else if (name == "--bit-cycles") options.bit_cycles = std::strtod(value, nullptr);
    else if (name == "--at") fault_at(value, queues);
    else if (!fault_option(name, std::strtod(value, nullptr), queues)) {
      fail("what does '" + name + "' mean? --help lists the options");
    }
  }
  if (!(options.bit_cycles >= 2)) fail("a bit of the link lasts two clock cycles at least");
  return options;
}

#ifdef NN2FPGA_LINK_SPI
// A transfer.
void step(Board&, Link& link) { link.step(); }
#else
// One cycle of everything.
void step(Board& board, Link& link) {
  if (link.step(board)) board.reset();
  board.cycle();
}
#endif

std::string counts(const Faults& faults) {
  std::string text;
  for (const auto& fault : faults.injected) {
    text += (text.empty() ? "\"" : ", \"") + fault.first + "\": " + std::to_string(fault.second);
  }
  return "{" + text + "}";
}

void statistics(const Board& board, const Queues& queues, uint64_t lost) {
  std::printf(
      "{\"cycles\": %llu, \"toBoard\": %llu, \"toHost\": %llu, \"lost\": %llu, "
      "\"framingErrors\": %llu, \"boardFaults\": %s, \"hostFaults\": %s}\n",
      static_cast<unsigned long long>(board.cycles),
      static_cast<unsigned long long>(queues.board_bytes),
      static_cast<unsigned long long>(queues.host_bytes), static_cast<unsigned long long>(lost),
      static_cast<unsigned long long>(queues.framing_errors), counts(queues.board_faults).c_str(),
      counts(queues.host_faults).c_str());
  std::fflush(stdout);
}

void announce(const Terminal& terminal, const Options& options, const Board& board) {
  std::printf("{\"port\": \"%s\", \"clock\": %.0f, \"cycles\": %llu, \"bitCycles\": %g}\n",
              terminal.path().c_str(), static_cast<double>(NN2FPGA_CLOCK_HZ),
              static_cast<unsigned long long>(board.cycles), options.bit_cycles);
  std::fflush(stdout);
}

#ifdef NN2FPGA_LINK_SPI
// Serves a driver that says which transfers it wants.
void serve(Board& board, Link& link, Queues& queues, const Options& options) {
  Terminal terminal(options.host_buffer);
  announce(terminal, options, board);
  serve_transfers(board, link.master(), terminal, options.parent || options.paced);
  statistics(board, queues, 0);
}

void serve_paced(Board& board, Link& link, Queues& queues, const Options& options) {
  serve(board, link, queues, options);
}
#else
// Cycles between two looks at the terminal.
int slice(const Options& options) { return 1 + static_cast<int>(options.bit_cycles * 8); }

// Serves a driver until the process is told to end.
void serve(Board& board, Link& link, Queues& queues, const Options& options) {
  Terminal terminal(options.host_buffer);
  announce(terminal, options, board);
  uint64_t seen = 0;
  uint64_t active = 0;
  for (int slices = 0; ended == 0; slices++) {
    terminal.exchange(queues);
    for (int i = slice(options); i > 0; i--) step(board, link);
    if (seen != queues.board_bytes + queues.host_bytes) {
      seen = queues.board_bytes + queues.host_bytes;
      active = board.cycles;
    }
    const bool quiet = board.cycles - active > options.idle_cycles && link.idle();
    if (quiet && slices % 8 == 0) terminal.wait(10);
    if (options.parent && slices % 4096 == 0) {
      pollfd input = {STDIN_FILENO, POLLIN, 0};
      if (poll(&input, 1, 0) > 0) {
        char byte;
        if (read(STDIN_FILENO, &byte, 1) == 0) break;
      }
    }
  }
  terminal.exchange(queues);
  statistics(board, queues, terminal.lost());
}

// Serves a driver that says how time passes.
void serve_paced(Board& board, Link& link, Queues& queues, const Options& options) {
  Terminal terminal(options.host_buffer);
  announce(terminal, options, board);
  // Longer than this between two bytes, and the board has come to an end.
  const uint64_t pause = static_cast<uint64_t>(options.bit_cycles * 20);
  const size_t many = options.host_buffer < 512 ? options.host_buffer / 2 : 256;
  char line[128];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    char* rest = line;
    const uint64_t until = std::strtoull(rest, &rest, 10);
    const uint64_t written = std::strtoull(rest, &rest, 10);
    const uint64_t read = std::strtoull(rest, &rest, 10);
    const bool through = std::strstr(rest, "through") != nullptr;
    terminal.take(queues, written);
    while (board.cycles < until) {
      for (int i = slice(options); i > 0; i--) step(board, link);
      if (through) terminal.give_after(queues, read);
      const bool said = !queues.to_host.empty() && (queues.to_host.size() >= many ||
                                                    board.cycles - queues.last_arrival > pause);
      if (said) break;
    }
    terminal.give_after(queues, read);
    std::printf("%llu %llu\n", static_cast<unsigned long long>(board.cycles),
                static_cast<unsigned long long>(terminal.given()));
    std::fflush(stdout);
  }
  statistics(board, queues, terminal.lost());
}

#endif

// Packets from the board: whatever stands between two flags, its escapes undone.
class Packets {
 public:
  uint64_t packets = 0;
  std::map<unsigned, uint64_t> by_type;

  void take(Queues& queues) {
    for (; !queues.to_host.empty(); queues.to_host.pop_front()) {
      const uint8_t byte = queues.to_host.front();
      if (byte == 0x7E) {
        if (inside_) finish();
        inside_ = escaped_ = false;
        bytes_.clear();
        continue;
      }
      inside_ = true;
      if (byte != 0x7D) bytes_.push_back(escaped_ ? byte ^ 0x20 : byte);
      escaped_ = byte == 0x7D;
    }
  }

  // Whether the board waits for the DATA packet of a sequence number, and has room for it.
  bool ready(unsigned sequence) const { return room_ > 0 && sequence_ == sequence % 256; }

 private:
  void finish() {
    packets++;
    if (bytes_.size() < 8) return;
    by_type[bytes_[0]]++;
    if (bytes_[0] == 0x82 || bytes_[0] == 0x83) {
      sequence_ = bytes_[1];
      room_ = bytes_[7];
    }
  }

  bool inside_ = false;
  bool escaped_ = false;
  std::vector<uint8_t> bytes_;
  unsigned sequence_ = 0;
  unsigned room_ = 0;
};

void play(Board& board, Link& link, Queues& queues, const Options& options) {
  FILE* file = std::fopen(options.script.c_str(), "r");
  if (file == nullptr) fail("cannot read " + options.script);
  Packets received;
  std::string line;
  for (int c = std::fgetc(file); ; c = std::fgetc(file)) {
    if (c != '\n' && c != EOF) {
      line.push_back(static_cast<char>(c));
      continue;
    }
    const size_t space = line.find(' ');
    const std::string word = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (word == "send") {
      for (size_t i = 0; i + 1 < rest.size(); i += 2) {
        queues.to_board.push_back(
            static_cast<uint8_t>(std::strtoul(rest.substr(i, 2).c_str(), nullptr, 16)));
      }
    } else if (word == "wait" || word == "ready") {
      char* end = nullptr;
      const uint64_t wanted = std::strtoull(rest.c_str(), &end, 10);
      const unsigned type = static_cast<unsigned>(std::strtoul(end, nullptr, 16));
      const uint64_t limit = board.cycles + options.limit;
      while (word == "ready" ? !received.ready(static_cast<unsigned>(wanted))
                             : (type == 0 ? received.packets : received.by_type[type]) < wanted) {
        if (board.cycles >= limit) {
          fail("the board sent " + std::to_string(received.packets) + " packets and then nothing that ends '" + line + "'");
        }
        step(board, link);
        received.take(queues);
      }
    } else if (word == "idle") {
      const uint64_t until = board.cycles + std::strtoull(rest.c_str(), nullptr, 10);
      while (board.cycles < until) step(board, link);
    } else if (word == "reset") {
      while (!link.idle()) step(board, link);
      board.reset();
    } else if (!word.empty()) {
      fail("a script has no line '" + line + "'");
    }
    line.clear();
    if (c == EOF) break;
  }
  std::fclose(file);
  statistics(board, queues, 0);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGTERM, end);
  std::signal(SIGINT, end);
  std::signal(SIGHUP, end);
  Queues queues;
  const Options options = parse(argc, argv, queues);
  queues.board_faults.seed(options.seed);
  queues.host_faults.seed(options.seed + 1);
  if (!options.record.empty()) {
    queues.record = std::fopen(options.record.c_str(), "w");
    if (queues.record == nullptr) fail("cannot write " + options.record);
  }
#ifdef NN2FPGA_FLASH
  FILE* image = std::fopen(options.flash.c_str(), "rb");
  if (image == nullptr) fail("cannot read " + options.flash);
  for (int c = std::fgetc(image); c != EOF; c = std::fgetc(image)) {
    Flash::contents.push_back(static_cast<uint8_t>(c));
  }
  std::fclose(image);
#endif
  Board board;
  // A board is through its reset before anybody talks to it, and has seen chip select rise.
#ifdef NN2FPGA_LINK_SPI
  Link link(board, queues, options.bit_cycles);
  link.master().wait(10000);
#else
  Link link(queues, options.bit_cycles);
  for (int i = 0; i < 10000; i++) step(board, link);
#endif
#ifdef NN2FPGA_LINK_USB
  // And the host knows it for a serial port.
  for (int i = 0; !link.configured(); i++) {
    if (i == 4000000) fail("the host finds no USB device that it can configure");
    step(board, link);
  }
#endif
  if (!options.script.empty()) {
    play(board, link, queues, options);
  } else if (options.paced) {
    serve_paced(board, link, queues, options);
  } else {
    serve(board, link, queues, options);
  }
  board.finish();
  if (queues.record != nullptr) std::fclose(queues.record);
  return 0;
}
