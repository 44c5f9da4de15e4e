"""Test only: the shell's registers and an AXI DMA in simple mode, with a queue as the accelerator.

Registers have the places that the header of nn2fpga_axi_control.v gives them."""

import re
from pathlib import Path


class ShellModel:
    """A shell whose accelerator gives what it takes; it can hang, and break a transfer."""

    def __init__(self, verilog, hash_text, words, word_bytes):
        header = Path(verilog).read_text(encoding="utf-8")
        found = re.findall(r"//\s+0x([0-9A-F]{2})\s+([A-Z_]+)\s", header)
        self.places = {name: int(place, 16) for place, name in found}
        self.hash, self.words, self.word_bytes = bytes.fromhex(hash_text), words, word_bytes
        self.control, self.frames_per_packet, self.status = 0, 1, 0
        self.magic, self.layout = 0x4E4E3246, 1
        self.hangs_after = None
        self.resets = 0
        self.reset()

    def reset(self):
        self.pending, self.out, self.taken, self.given = bytearray(), bytearray(), 0, 0
        self.status = 0

    def read(self, offset):
        place = self.places
        if place["HASH"] <= offset < place["HASH"] + 32:
            return int.from_bytes(self.hash[offset - place["HASH"] :][:4], "little")
        values = {
            "MAGIC": self.magic,
            "LAYOUT": self.layout,
            "CONTROL": self.control,
            "STATUS": self.status,
            "INPUT_WORDS": self.words,
            "OUTPUT_WORDS": self.words,
            "FRAMES_TAKEN": self.taken,
            "FRAMES_GIVEN": self.given,
            "FRAMES_PER_PACKET": self.frames_per_packet,
        }
        return {place[name]: value for name, value in values.items()}.get(offset, 0)

    def write(self, offset, value):
        if offset == self.places["CONTROL"]:
            self.control = value & 1
            if self.control:
                self.resets += 1
                self.hangs_after = None
                self.reset()
        elif offset == self.places["FRAMES_PER_PACKET"]:
            self.frames_per_packet = value & 0xFFFF
        elif offset == self.places["STATUS"]:
            self.status &= ~value

    def take(self, data):
        """Bytes of the input stream; the packet that is complete then, else None."""
        if self.control:
            return None
        size = self.words * self.word_bytes
        self.pending += data
        while len(self.pending) >= size and self.taken != self.hangs_after:
            self.out += self.pending[:size]
            del self.pending[:size]
            self.taken += 1
            self.given += 1
        if len(self.out) < size * max(self.frames_per_packet, 1):
            return None
        packet = bytes(self.out)
        self.out.clear()
        return packet


class DmaModel:
    """Registers of PG021, offsets in bytes; memory is a bytearray or the like at an address."""

    def __init__(self, shell, memory=None, address=0):
        self.shell, self.memory, self.address = shell, memory, address
        self.registers = {}
        self.transfers = []
        self.error = 0

    def read(self, offset):
        return self.registers.get(offset, 0)

    def write(self, offset, value):
        if offset in (0x00, 0x30) and value & 4:
            self.registers.clear()  # the reset is over before anyone looks
            return
        self.registers[offset] = value
        if offset in (0x28, 0x58):
            base = offset - 0x28
            assert self.read(base) & 1, "a transfer on a channel that does not run"
            assert 0 < value < 1 << 26, "a length that the register does not hold"
            self.registers[base + 4] = self.error
            if base == 0:
                self.move(value)

    def move(self, size):
        source = self.place(0x18)
        self.transfers.append(size)
        packet = self.shell.take(bytes(self.memory[source : source + size]))
        self.registers[0x04] = 2 | self.error
        if packet is not None:
            assert len(packet) <= self.read(0x58), "a packet that is longer than its buffer"
            target = self.place(0x48)
            self.memory[target : target + len(packet)] = packet
            self.registers[0x34] = 2 | self.error

    def place(self, offset):
        return (self.read(offset) | self.read(offset + 4) << 32) - self.address
