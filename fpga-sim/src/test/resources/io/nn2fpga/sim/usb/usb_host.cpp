// usb_host.cpp - test only: a host at the lines of usb_under_test.v, driven by a script.
//
//   Vusb SCRIPT CLOCK_MHZ CYCLES_PER_BIT     clock of the link's user, any; 48 MHz cycles a bit
//
// Commands, one a line; packets are hexadecimal from the PID to the CRC, as on the line:
//   packet BYTES          sends it
//   flipped BIT BYTES     the same with a bit of the line the other way round, from SYNC's first on
//   cut BITS BYTES        the same, of which only so many bits of the line are sent, and no EOP
//   dribble BYTES         the same with its last bit stretched, as a hub may do
//   reply                 prints what the device sends within 18 bits, or "-"; it has to begin
//                         between 2 and 6.5 bits behind the packet
//   reset BITS            both lines are 0
//   wait BITS
//   board CYCLES          the board's reset, until the device is attached again
//   stall P               percent of cycles in which the echo rests
//   stream N SEED P       from an address of 1: sends N random bytes to endpoint 1 and reads them
//                         back; of all packets, both ways, P percent are damaged or lost.  Prints
//                         how many were sent, damaged, refused by NAK, and repeated.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>

#include "Vusb.h"
#include "nn2fpga_usb.hpp"
#include "verilated.h"

namespace {

using usb::Bytes;

[[noreturn]] void fail(const std::string& message) {
  fprintf(stderr, "error: %s\n", message.c_str());
  exit(2);
}

Bytes parse(const std::string& hex) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(strtoul(hex.substr(i, 2).c_str(), nullptr, 16)));
  }
  return bytes;
}

class Host {
 public:
  Host(VerilatedContext* context, double mhz, double bit)
      : top_(new Vusb(context)), ratio_(mhz / 48), bit_(bit), ear_(bit) {
    top_->stall = 0;
    release();
    board(200);
  }

  ~Host() { top_->final(); }

  void board(long cycles) {
    top_->rst = 1;
    for (long i = 0; i < cycles; i++) tick();
    top_->rst = 0;
    while (!top_->attached) tick();
    wait(20);
  }

  void wait(double bits) {
    const double end = now_ + bits * bit_;
    while (now_ < end) tick();
  }

  void reset(double bits) {
    drive(usb::SE0);
    wait(bits);
    drive(usb::J);
    wait(1);
    release();
    wait(20);
  }

  void send(const std::deque<usb::Level>& levels) {
    // Between two packets, 2 bits at least.
    wait(2.5);
    double edge = now_;
    for (const usb::Level level : levels) {
      drive(level);
      edge += bit_;
      while (now_ < edge) tick();
    }
    release();
    ear_.deafen(now_);
  }

  // What the device says within the time that the specification gives it; nothing is empty.
  Bytes reply() {
    // Behind the EOP's J, which takes a bit.
    const double begin = now_ - bit_;
    const double end = now_ + 18 * bit_;
    bool begun = false;
    while (now_ < end || ear_.inside()) {
      tick();
      const usb::Level lines = usb::level(top_->dp, top_->dn);
      if (lines != usb::J && !begun) {
        begun = true;
        const double bits = (now_ - begin) / bit_;
        if (bits < 2 || bits > 6.5) fail("the device answers after " + std::to_string(bits) + " bits");
      }
      if (!ear_.due(lines, now_)) continue;
      if (ear_.read(lines)) {
        if (ear_.broken) fail("the device's packet has no whole bytes, or bits stuffed wrongly");
        // The J of the EOP, and then the lines are free.
        wait(3);
        return ear_.packet;
      }
    }
    return {};
  }

  void stall(int percent) { stall_ = percent; }

  void stream(size_t count, unsigned seed, int percent) {
    std::mt19937 random(seed);
    Bytes sent, got;
    for (size_t i = 0; i < count; i++) sent.push_back(static_cast<uint8_t>(random()));
    size_t at = 0, length = 0;
    bool out = false, in = false, begun = false;
    long packets = 0, damaged = 0, refused = 0, repeated = 0;
    const auto bad = [&] {
      packets++;
      const bool happens = static_cast<int>(random() % 100) < percent;
      damaged += happens;
      return happens;
    };
    // Sends a packet that may be lost, or damaged.
    const auto say = [&](const Bytes& packet) {
      std::deque<usb::Level> levels = usb::line(packet);
      if (bad()) {
        if (random() % 2 == 0) {
          wait(static_cast<double>(levels.size()));
          return;
        }
        const size_t bit = 8 + random() % (levels.size() - 11);
        levels[bit] = levels[bit] == usb::J ? usb::K : usb::J;
      }
      send(levels);
    };
    const auto hear = [&]() -> Bytes {
      const Bytes packet = reply();
      if (!packet.empty() && bad()) return {};
      if (!packet.empty() && !usb::right(packet)) fail("the device's packet has a wrong CRC");
      return packet;
    };
    long quiet = 0;
    while (got.size() < count) {
      if (++quiet > 20000) fail("nothing comes any more");
      // The echo holds 4096 bytes.
      if (at < count && at < got.size() + 3000 && random() % 2 == 0) {
        // What is repeated is the same.
        if (!begun) length = std::min<size_t>(random() % 65, count - at);
        begun = true;
        say(usb::token(usb::OUT, 1 | 1 << 7));
        say(usb::data(out, Bytes(sent.begin() + static_cast<long>(at), sent.begin() + static_cast<long>(at + length))));
        const Bytes answer = hear();
        if (answer == Bytes{usb::ACK}) {
          at += length;
          begun = false;
          out = !out;
          quiet = 0;
        } else if (answer == Bytes{usb::NAK}) {
          refused++;
        } else if (!answer.empty()) {
          fail("the device answers OUT with something else");
        }
      } else {
        say(usb::token(usb::IN, 1 | 1 << 7));
        const Bytes answer = hear();
        if (answer.size() >= 3) {
          if ((answer[0] == usb::DATA1) == in) {
            got.insert(got.end(), answer.begin() + 1, answer.end() - 2);
            in = !in;
            quiet = 0;
          } else {
            repeated++;
          }
          say({usb::ACK});
        } else if (!answer.empty() && answer[0] != usb::NAK) {
          fail("the device answers IN with something else");
        }
      }
    }
    if (got != sent) fail("the bytes that come back are not those that were sent");
    if (top_->overrun) fail("bytes come too fast for the packet engine");
    printf("stream %ld packets, %ld damaged, %ld refused, %ld repeated\n", packets, damaged, refused, repeated);
  }

 private:
  void release() { top_->host_drives = 0; }

  void drive(usb::Level level) {
    top_->host_drives = 1;
    top_->host_dp = (level & 2) != 0;
    top_->host_dn = (level & 1) != 0;
  }

  // A cycle of the 48 MHz clock; the other's edges come where they come.
  void tick() {
    for (int half = 1; half >= 0; half--) {
      top_->usb_clk = half;
      top_->eval();
      for (core_ += ratio_; core_ >= 1; core_ -= 1) {
        top_->clk = !top_->clk;
        if (top_->clk) top_->stall = static_cast<int>(stalls_() % 100) < stall_;
        top_->eval();
      }
    }
    now_ += 1;
    if (now_ > 1e8) fail("no end");
  }

  std::unique_ptr<Vusb> top_;
  const double ratio_;
  const double bit_;
  double core_ = 0.3;
  double now_ = 0;
  int stall_ = 0;
  std::mt19937 stalls_;
  usb::Ear ear_;
};

void run(Host& host, const std::string& line) {
  std::istringstream words(line);
  std::string command, first, second;
  words >> command >> first >> second;
  if (command == "packet") {
    host.send(usb::line(parse(first)));
  } else if (command == "flipped") {
    std::deque<usb::Level> levels = usb::line(parse(second));
    usb::Level& bit = levels.at(strtoul(first.c_str(), nullptr, 10));
    bit = bit == usb::J ? usb::K : usb::J;
    host.send(levels);
  } else if (command == "cut") {
    std::deque<usb::Level> levels = usb::line(parse(second));
    levels.resize(strtoul(first.c_str(), nullptr, 10));
    levels.push_back(usb::J);
    host.send(levels);
  } else if (command == "dribble") {
    std::deque<usb::Level> levels = usb::line(parse(first));
    levels.insert(levels.end() - 3, levels[levels.size() - 4]);
    host.send(levels);
  } else if (command == "reply") {
    const Bytes packet = host.reply();
    for (const uint8_t byte : packet) printf("%02x", byte);
    printf(packet.empty() ? "-\n" : "\n");
  } else if (command == "reset") {
    host.reset(atof(first.c_str()));
  } else if (command == "wait") {
    host.wait(atof(first.c_str()));
  } else if (command == "board") {
    host.board(atol(first.c_str()));
  } else if (command == "stall") {
    host.stall(atoi(first.c_str()));
  } else if (command == "stream") {
    int percent = 0;
    words >> percent;
    host.stream(strtoul(first.c_str(), nullptr, 10), static_cast<unsigned>(atol(second.c_str())), percent);
  } else {
    fail("no command " + command);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  std::unique_ptr<VerilatedContext> context(new VerilatedContext);
  context->commandArgs(argc, argv);
  Host host(context.get(), atof(argv[2]), atof(argv[3]));
  std::ifstream script(argv[1]);
  std::string line;
  while (std::getline(script, line)) run(host, line);
  return 0;
}
