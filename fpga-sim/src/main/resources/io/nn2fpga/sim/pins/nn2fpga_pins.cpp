// nn2fpga_pins.cpp - a board at its pins: clock, reset, and the link to the host bit by bit.
//
// Clocks the board top (verilated with --prefix Vboard), drives the pin that the host drives,
// samples the one that the board drives, at the host's rate, and passes bytes between the link and
// a pseudo-terminal, on which a driver finds what it would find at the board's serial port. The
// time of all this is the clock's: a cycle of `clk` is a cycle, however long it takes to compute.
//
// Compiled with  NN2FPGA_CLOCK_HZ       frequency of clk
//                NN2FPGA_LINK_RATE      bits a second on the link
//                NN2FPGA_LINK_SPI       the link is SPI (mode 0, this side the master), else a UART
//                NN2FPGA_FLASH          offset of the weights in the flash that the board reads;
//                                       absent if it reads none
//                NN2FPGA_RESET          level of the port rst that resets; absent without the port
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "Vboard.h"
#include "verilated.h"

double sc_time_stamp() { return 0; }

namespace {

const char* const USAGE =
    "usage: Vboard [options]\n"
    "  (no mode)           opens a pseudo-terminal, prints a line of JSON with its path, and runs\n"
    "                      until SIGTERM; the last line says what was counted\n"
    "  --script FILE       plays a conversation instead: lines 'send HEX', 'wait N' (until the\n"
    "                      board has sent N packets in all), 'idle N' (cycles), 'reset'\n"
    "  --flash FILE        what the board's flash holds at the offset of the weights, all else is\n"
    "                      erased (../bitstream/weights.bin)\n"
    "  --record FILE       writes every byte on the link: 'CYCLE > HEX' to the board, '<' from it\n"
    "  --limit N           cycles that a script's 'wait' may last (10000000)\n"
    "  --bit-cycles X      clock cycles a bit of the link, in place of the board's\n"
    "  --seed N            of all random faults (1)\n"
    "  --DIRECTION-flip P, --DIRECTION-drop P, --DIRECTION-double P\n"
    "                      DIRECTION board or host, where the bytes go: probability that a bit on\n"
    "                      the line is inverted, a byte vanishes, a byte comes twice\n"
    "  --reset P           probability, for each byte to the board, of a reset after it\n"
    "  --at FAULT:N        a fault (board-flip, host-drop, reset ...) at byte N, from 0; repeatable\n"
    "  --host-buffer N     bytes that wait for the host at most (4096); further ones are lost\n"
    "  --idle-cycles N     cycles without a byte after which time passes slowly (20000000)\n"
    "  --parent            ends when standard input does\n"
    "  --paced             time passes only as far as standard input says, so that nothing depends\n"
    "                      on how fast either side is: a line 'CYCLE WRITTEN READ [through]' runs\n"
    "                      until that cycle or, without 'through', until the board has said\n"
    "                      something. WRITTEN and READ are the host's counts of bytes so far. The\n"
    "                      answer: 'CYCLES GIVEN'\n";

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "error: %s\n", message.c_str());
  std::exit(2);
}

volatile std::sig_atomic_t ended = 0;

void end(int) { ended = 1; }

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
    top_->clk = 1;
    top_->eval();
    top_->clk = 0;
    top_->eval();
    cycles++;
#ifdef NN2FPGA_FLASH
    top_->flash_miso = flash_.step(top_->flash_cs, top_->flash_sck, top_->flash_mosi);
#endif
    if (context_->gotFinish()) fail("the Verilog ended the simulation");
  }

#ifdef NN2FPGA_LINK_SPI
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

  uint64_t cycles = 0;

 private:
#ifdef NN2FPGA_FLASH
  Flash flash_;
#endif
  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Vboard> top_;
};

// What goes wrong on the way in one direction: by chance, or at a byte that was named.
class Faults {
 public:
  double flip = 0;
  double drop = 0;
  double twice = 0;
  double reset = 0;
  std::map<uint64_t, std::string> at;
  std::map<std::string, uint64_t> injected;

  void seed(uint64_t seed) { random_.seed(seed); }

  // How often a byte goes over the line: 0, 1 or 2.
  int copies() {
    const std::string named = take(bytes_++);
    flip_now_ = named == "flip" ? 1 + static_cast<int>(random_() % 8) : 0;
    reset_now_ = named == "reset" || happens(reset);
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

  // Whether a reset follows that byte.
  bool resets() {
    const bool now = reset_now_;
    reset_now_ = false;
    if (now) injected["reset"]++;
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

#ifdef NN2FPGA_LINK_SPI
// The master clocks nearly all the time: flags fill the link where the host has nothing to say, and
// those that the board fills it with do not reach the host. Chip select rises after some bytes, as
// with any driver whose transfers end.
class Link {
 public:
  Link(Queues& queues, double bit_cycles) : queues_(queues), bit_cycles_(bit_cycles) {}

  bool idle() const { return queues_.to_board.empty(); }

  // Drives and samples pins in the cycle that begins; whether the board is to be reset now.
  bool step(Board& board) {
    const double now = static_cast<double>(board.cycles);
    if (now < next_edge_) return false;
    next_edge_ = (next_edge_ == 0 ? now : next_edge_) + bit_cycles_ / 2;
    if (bytes_ == BYTES || pause_ > 0) {
      // Between two transfers, and at first: chip select high, then low for two bits without SCK.
      if (bytes_ == BYTES) pause_ = PAUSE;
      bytes_ = 0;
      pause_--;
      board.drive(false, mosi_, pause_ >= 4);
      return false;
    }
    bool reset = false;
    if (!high_) {
      if (bit_ == 0) reset = load(board.cycles);
      const bool level = (out_ >> (7 - bit_) & 1) != 0;
      mosi_ = level != (real_ && queues_.board_faults.flips(bit_ + 1));
      board.drive(false, mosi_, false);
    } else {
      // What the board gave before this edge.
      const bool level = board.sample();
      if (bit_ == 0) arriving_ = queues_.host_faults.copies();
      in_ = static_cast<uint8_t>(in_ << 1 | (level != queues_.host_faults.flips(bit_ + 1)));
      board.drive(true, mosi_, false);
      bit_ = (bit_ + 1) % 8;
      if (bit_ == 0) {
        bytes_++;
        finish(board.cycles);
      }
    }
    high_ = !high_;
    return reset;
  }

 private:
  bool load(uint64_t cycle) {
    const bool reset = real_ && queues_.board_faults.resets();
    copies_ -= copies_ > 0 ? 1 : 0;
    while (copies_ == 0 && !queues_.to_board.empty()) {
      out_ = queues_.to_board.front();
      queues_.to_board.pop_front();
      copies_ = queues_.board_faults.copies();
    }
    real_ = copies_ > 0;
    if (!real_) {
      out_ = 0x7E;
    } else {
      queues_.log(cycle, '>', out_);
      queues_.board_bytes++;
    }
    return reset;
  }

  void finish(uint64_t cycle) {
    const bool fill = in_ == 0x7E && last_ == 0x7E;
    last_ = in_;
    if (fill) return;
    for (; arriving_ > 0; arriving_--) {
      queues_.arrived(cycle, in_);
    }
  }

  Queues& queues_;
  const double bit_cycles_;
  static const int BYTES = 64;
  // Half bits that chip select takes.
  static const int PAUSE = 12;
  double next_edge_ = 0;
  int bytes_ = 0;
  int pause_ = PAUSE;
  bool high_ = false;
  bool mosi_ = false;
  bool real_ = false;
  int bit_ = 0;
  int copies_ = 0;
  uint8_t out_ = 0x7E;
  uint8_t in_ = 0;
  uint8_t last_ = 0x7E;
  int arriving_ = 0;
};
#else
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
  if (name == "--board-flip" || name == "--host-flip") {
    faults.flip = p;
  } else if (name == "--board-drop" || name == "--host-drop") {
    faults.drop = p;
  } else if (name == "--board-double" || name == "--host-double") {
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
  if (fault != "flip" && fault != "drop" && fault != "double" && fault != "reset") {
    fail("no fault '" + fault + "'");
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

// One cycle of everything.
void step(Board& board, Link& link) {
  if (link.step(board)) board.reset();
  board.cycle();
}

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

void announce(const Terminal& terminal, const Options& options) {
  std::printf("{\"port\": \"%s\", \"clock\": %.0f, \"bitCycles\": %g}\n", terminal.path().c_str(),
              static_cast<double>(NN2FPGA_CLOCK_HZ), options.bit_cycles);
  std::fflush(stdout);
}

// Cycles between two looks at the terminal.
int slice(const Options& options) { return 1 + static_cast<int>(options.bit_cycles * 8); }

// Serves a driver until the process is told to end.
void serve(Board& board, Link& link, Queues& queues, const Options& options) {
  Terminal terminal(options.host_buffer);
  announce(terminal, options);
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
  announce(terminal, options);
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

// Packets from the board: whatever stands between two flags.
class PacketCount {
 public:
  uint64_t packets = 0;

  void take(Queues& queues) {
    for (; !queues.to_host.empty(); queues.to_host.pop_front()) {
      const bool flag = queues.to_host.front() == 0x7E;
      if (flag && inside_) packets++;
      inside_ = !flag;
    }
  }

 private:
  bool inside_ = false;
};

void play(Board& board, Link& link, Queues& queues, const Options& options) {
  FILE* file = std::fopen(options.script.c_str(), "r");
  if (file == nullptr) fail("cannot read " + options.script);
  PacketCount received;
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
    } else if (word == "wait") {
      const uint64_t wanted = std::strtoull(rest.c_str(), nullptr, 10);
      const uint64_t limit = board.cycles + options.limit;
      while (received.packets < wanted) {
        if (board.cycles >= limit) {
          fail("the board sent " + std::to_string(received.packets) + " packets, not " + rest);
        }
        step(board, link);
        received.take(queues);
      }
    } else if (word == "idle") {
      for (uint64_t n = std::strtoull(rest.c_str(), nullptr, 10); n > 0; n--) step(board, link);
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
  Link link(queues, options.bit_cycles);
  // A board is through its reset before anybody talks to it, and has seen chip select rise.
  for (int i = 0; i < 10000; i++) step(board, link);
  if (!options.script.empty()) {
    play(board, link, queues, options);
  } else if (options.paced) {
    serve_paced(board, link, queues, options);
  } else {
    serve(board, link, queues, options);
  }
  if (queues.record != nullptr) std::fclose(queues.record);
  return 0;
}
