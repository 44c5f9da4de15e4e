"""A board that speaks docs/protocol.md, in Python, at the other end of a line with faults."""

import random
import struct
import zlib
from collections import deque

FLAG, ESCAPE = 0x7E, 0x7D
IDENTIFY, OPEN, DATA, ACKNOWLEDGE = 1, 2, 3, 4
IDENTITY, OPENED, ACCEPTED, RESULT, REFUSED = 0x81, 0x82, 0x83, 0x84, 0x85


class BoardModel:
    """Takes bytes, gives bytes; checks of received packets can be switched off."""

    def __init__(self, identity, compute, input_bytes, window=4, max_payload=64, check=True):
        self.identity, self.compute, self.input_bytes = identity, compute, input_bytes
        self.window, self.max_payload, self.check = window, max_payload, check
        self.answers = True  # whether it says anything
        self.computes = True  # whether samples become results
        self.taken_at_once = 1 << 30  # packets that leave the buffer between two results
        self.power_up()

    def power_up(self):
        self.frame, self.escaped, self.bad, self.inside = bytearray(), False, False, False
        self.dropped = self.refused = 0
        self.begin(0)

    def begin(self, session):
        self.session, self.data_sequence, self.result_sequence = session, 0, 0
        self.buffer, self.input, self.output, self.kept = deque(), bytearray(), bytearray(), None
        self.told_full = False

    def feed(self, byte):
        """The bytes that this one makes the board send."""
        if byte == FLAG:
            frame, bad = bytes(self.frame), self.escaped or self.bad
            self.frame, self.escaped, self.bad = bytearray(), False, False
            if not self.inside:
                self.inside = True
                return b""
            return self.packet(frame, bad) if frame or bad else b""
        self.bad = self.bad or (self.escaped and byte not in (FLAG ^ 0x20, ESCAPE ^ 0x20))
        if byte == ESCAPE:
            self.escaped = True
        else:
            self.frame.append(byte ^ 0x20 if self.escaped else byte)
            self.escaped = False
        return b""

    def packet(self, frame, bad):
        whole = len(frame) >= 10 and not bad
        if whole:
            kind, sequence, session, length = struct.unpack("<BBHH", frame[:6])
            whole = length == len(frame) - 10 and length <= self.max_payload
        if not whole or (self.check and zlib.crc32(frame[:-4]) != struct.unpack("<I", frame[-4:])[0]):
            self.dropped += 1
            return b""
        return self.answer(kind, sequence, session, frame[6:-4]) if self.answers else b""

    def answer(self, kind, sequence, session, payload):
        if kind == IDENTIFY:
            return self.send(IDENTITY, 0, self.identity)
        if kind == OPEN:
            self.begin(session)
            return self.send(OPENED, 0, self.status())
        if session != self.session or session == 0:
            return self.refuse(1)
        if kind == DATA:
            ahead = (sequence - self.data_sequence) % 256
            if ahead and ahead < 128:
                return self.refuse(2)
            if ahead == 0:
                if len(self.buffer) >= self.window:
                    return self.refuse(3)
                self.buffer.append(payload)
                self.data_sequence = (self.data_sequence + 1) % 256
            answer = self.send(ACCEPTED, self.data_sequence, self.status())
            return answer + self.work() + self.room_again()
        ahead = (sequence - self.result_sequence) % 256
        if self.kept is not None and ahead == 0:
            return self.send(RESULT, self.result_sequence, self.kept)
        if self.kept is not None and ahead == 1:
            self.kept = None
            self.result_sequence = sequence
            answer = self.work()
            return self.send(ACCEPTED, self.data_sequence, self.status()) + answer
        if ahead == 0:
            return self.send(ACCEPTED, self.data_sequence, self.status())
        return self.refuse(2)

    def room_again(self):
        if self.told_full and len(self.buffer) < self.window:
            return self.send(ACCEPTED, self.data_sequence, self.status())
        return b""

    def work(self):
        """What the accelerator does while no result waits for the host."""
        for _ in range(self.taken_at_once):
            if not self.buffer or self.kept is not None or not self.computes:
                break
            self.input += self.buffer.popleft()
            while len(self.input) >= self.input_bytes:
                self.output += self.compute(bytes(self.input[: self.input_bytes]))
                del self.input[: self.input_bytes]
        if self.kept is None and self.output:
            self.kept = bytes(self.output[: self.max_payload])
            del self.output[: self.max_payload]
            return self.send(RESULT, self.result_sequence, self.kept)
        return b""

    def status(self, reason=0):
        room = self.window - len(self.buffer)
        self.told_full = room == 0
        return struct.pack("<BBHH", reason, room, self.dropped, self.refused)

    def refuse(self, reason):
        self.refused += 1
        return self.send(REFUSED, self.data_sequence, self.status(reason))

    def send(self, kind, sequence, payload=b""):
        body = struct.pack("<BBHH", kind, sequence, self.session, len(payload)) + payload
        body += struct.pack("<I", zlib.crc32(body))
        body = body.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e")
        return b"\x7e" + body + b"\x7e"


class Line:
    """Faults of one direction, by chance or at a byte's number: flip, drop, double, reset."""

    def __init__(self, seed=1, flip=0.0, drop=0.0, double=0.0, at=None):
        self.random = random.Random(seed)
        self.rates, self.at = (flip, drop, double), at or {}
        self.count, self.injected = 0, []

    def carry(self, byte):
        """What arrives of a byte, and whether a reset follows."""
        fault = self.at.get(self.count)
        if fault is None:
            for kind, rate in zip(("flip", "drop", "double"), self.rates):
                if rate and self.random.random() < rate:
                    fault = kind
        self.count += 1
        if fault is None:
            return (byte,), False
        self.injected.append((fault, byte))
        arrived = {
            "flip": (byte ^ 1 << self.random.randrange(8),),
            "drop": (),
            "double": (byte, byte),
            "reset": (byte,),
        }[fault]
        return arrived, fault == "reset"


def port_class(base):
    class LinePort(base):
        """A port of the driver whose clock is that of the line: nothing waits in real time."""

        def __init__(self, board, byte_time, to_board=None, to_host=None):
            self.board, self.byte_time = board, byte_time
            self.to_board, self.to_host = to_board or Line(), to_host or Line()
            self.time = self.line_time = self.answer_time = 0.0
            self.arrivals = deque()

        def now(self):
            return self.time

        def exchange(self, data, wait):
            for byte in data:
                self.line_time = max(self.line_time, self.time) + self.byte_time
                arrived, reset = self.to_board.carry(byte)
                for one in arrived:
                    self.answers(self.board.feed(one))
                if reset:
                    self.board.power_up()
            end = self.time + max(wait, self.byte_time / 8)
            if self.arrivals and self.arrivals[0][0] <= end:
                received = bytearray()
                while self.arrivals and self.arrivals[0][0] <= end and len(received) < 16:
                    self.time, byte = self.arrivals.popleft()
                    received.append(byte)
                return len(data), bytes(received)
            self.time = end
            return len(data), b""

        def answers(self, data):
            for byte in data:
                self.answer_time = max(self.answer_time, self.line_time) + self.byte_time
                for one in self.to_host.carry(byte)[0]:
                    self.arrivals.append((self.answer_time, one))

        def close(self):
            self.arrivals.clear()

    return LinePort
