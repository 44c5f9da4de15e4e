"""Tests of the driver's serial transport: serial_tests.py PACKAGES DESIGN"""

import asyncio
import importlib
import logging
import struct
import sys
import unittest

import numpy as np

import board_model

sys.path.insert(0, sys.argv.pop(1))
name = sys.argv.pop(1)
driver = importlib.import_module(name)
packets = importlib.import_module(name + ".transport.packets")
bytes_of = importlib.import_module(name + ".transport.sample_bytes")
LinePort = board_model.port_class(importlib.import_module(name + ".transport.port").Port)
design = driver.Design.load()
RATE = 1_000_000
logging.disable(logging.WARNING)
SIZE = bytes_of.sample_bytes(design.input.stream)


def identity(hash_text=design.hash, input_bytes=SIZE, version=1):
    return struct.pack(
        "<4sBBHI32sIIHHHBHHHBffff",
        b"nn2f", version, 4, 64, 25_000_000, bytes.fromhex(hash_text), input_bytes, SIZE,
        3, 4, 2, 8, 3, 4, 2, 8, 1.0, 0, 1.0, 0,
    )  # fmt: skip


def board(**changes):
    """A queue: the output is the input."""
    model = board_model.BoardModel(identity(), lambda x: x, SIZE)
    for key, value in changes.items():
        setattr(model, key, value)
    return model


def open_accelerator(model, to_board=None, to_host=None, **settings):
    port = LinePort(model, 10 / RATE, to_board, to_host)
    transport = driver.SerialTransport(port, rate=RATE, timeout=0.002, patience=1.0, **settings)
    return driver.Accelerator(transport=transport), transport, port


def frames(count, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (count, 3, 4, 2))


class SerialTest(unittest.TestCase):
    def run_frames(self, count=5, model=None, to_board=None, to_host=None, **settings):
        x = frames(count)
        accelerator, transport, port = open_accelerator(
            model or board(), to_board, to_host, **settings
        )
        with accelerator:
            y = accelerator.predict_raw(x)
            self.carried = {"to_board": port.to_board.count, "to_host": port.to_host.count}
            for _ in range(3):
                transport.finish()
        self.assertTrue((x == y).all(), "a wrong answer was delivered")
        return transport, port

    def test_nothing_is_reported_of_a_line_without_faults(self):
        transport, port = self.run_frames(700)
        self.assertEqual(dict(transport.faults.counts), {})
        self.assertEqual(len(transport.latencies), 700)
        # A sample's own bytes, there and back, at 10 bits a byte; a result of its own each.
        self.assertGreater(min(transport.latencies), 2 * SIZE * 10 / RATE)
        self.assertLess(transport.seconds, 700 * 100 * 10 / RATE)
        self.assertEqual(transport.identification.clock, 25_000_000)

    def test_a_session_goes_on_from_call_to_call(self):
        accelerator, transport, port = open_accelerator(board())
        with accelerator:
            for seed in range(300):
                x = frames(1 + seed % 3, seed)
                self.assertTrue((accelerator.predict_raw(x) == x).all())
        self.assertEqual(len(transport.faults), 0)

    def test_a_board_without_room_is_no_fault(self):
        transport, port = self.run_frames(200, board(window=1, taken_at_once=1))
        self.assertEqual(dict(transport.faults.counts), {})

    def test_each_single_fault_is_reported_and_put_right(self):
        self.run_frames(4)
        for direction, total in self.carried.items():
            for kind in ("flip", "drop", "double"):
                for place in range(total):
                    line = board_model.Line(seed=place, at={place: kind})
                    transport, port = self.run_frames(4, **{direction: line})
                    if line.injected[0][1] != board_model.FLAG:
                        where = f"{kind} of byte {place} {direction}"
                        self.assertGreater(len(transport.faults), 0, where)

    def test_a_reset_after_any_byte_is_reported_and_put_right(self):
        self.run_frames(4)
        opened = 40  # IDENTIFY and OPEN are through
        for place in range(opened, self.carried["to_board"]):
            line = board_model.Line(at={place: "reset"})
            transport, port = self.run_frames(4, to_board=line)
            self.assertGreater(transport.faults.counts["session"], 0, place)

    def test_many_faults_by_chance(self):
        rates = {"flip": 0.002, "drop": 0.002, "double": 0.002}
        to_board, to_host = board_model.Line(3, **rates), board_model.Line(4, **rates)
        transport, port = self.run_frames(2000, None, to_board, to_host)
        counts = transport.faults.counts
        self.assertGreater(counts["damaged"], 100)
        self.assertGreater(counts["board-damaged"], 100)
        print(len(to_board.injected) + len(to_host.injected), "faults:", dict(counts))

    def test_without_the_boards_check_sum_wrong_answers_come(self):
        line = board_model.Line(3, flip=0.002)
        with self.assertRaisesRegex(AssertionError, "a wrong answer"):
            self.run_frames(400, board(check=False), to_board=line)

    def test_without_the_drivers_check_sum_wrong_answers_come(self):
        checked = packets.zlib
        try:
            packets.zlib = type("Blind", (), {"crc32": staticmethod(lambda data: AnyNumber())})
            encode = packets.Packet.encode
            line = board_model.Line(3, flip=0.002)
            accepting = board(check=False)
            with self.assertRaisesRegex(AssertionError, "a wrong answer"):
                packets.Packet.encode = lambda self: encode_blind(self)
                self.run_frames(400, accepting, to_host=line)
        finally:
            packets.zlib = checked
            packets.Packet.encode = encode

    def test_another_design_is_refused_with_both_hashes(self):
        other = "ab" * 32
        model = board_model.BoardModel(identity(other), lambda x: x, SIZE)
        with self.assertRaises(driver.WrongDesignError) as raised:
            open_accelerator(model)
        self.assertIn(other, str(raised.exception))
        self.assertIn(design.hash, str(raised.exception))

    def test_another_version_or_size_is_refused(self):
        for block, words in (
            (identity(version=2), "version 2"),
            (identity(input_bytes=37), "37 bytes a sample"),
            (b"HTTP/1.1 200 OK" + bytes(80), "does not speak this protocol"),
        ):
            with self.assertRaisesRegex(driver.WrongDesignError, words):
                open_accelerator(board_model.BoardModel(block, lambda x: x, SIZE))

    def test_a_port_with_nobody_behind_it(self):
        with self.assertRaisesRegex(driver.TransportError, "nothing at the port answers IDENTIFY"):
            open_accelerator(board(answers=False))

    def test_a_board_that_falls_silent(self):
        accelerator, transport, port = open_accelerator(board())
        with accelerator:
            port.board.answers = False
            with self.assertRaisesRegex(driver.TransportError, "nothing at the port answers OPEN"):
                accelerator.predict_raw(frames(1))
            self.assertGreater(transport.faults.counts["silence"], 10)
            port.board.answers = True
            self.assertTrue((accelerator.predict_raw(frames(2)) == frames(2)).all())

    def test_an_accelerator_that_hangs(self):
        accelerator, transport, port = open_accelerator(board(computes=False))
        with accelerator, self.assertRaisesRegex(driver.TransportError, "gives nothing for"):
            accelerator.predict_raw(frames(3))

    def test_a_board_that_is_always_reset(self):
        line = board_model.Line(at={place: "reset" for place in range(60, 100_000, 20)})
        accelerator, transport, port = open_accelerator(board(), line, recoveries=3)
        with accelerator, self.assertRaisesRegex(driver.TransportError, "4 new sessions"):
            accelerator.predict_raw(frames(1))

    def test_futures_and_coroutines(self):
        accelerator, transport, port = open_accelerator(board())
        x = np.random.default_rng(2).integers(0, 256, (6, *design.input.raw_shape), np.uint8)
        with accelerator:
            want = accelerator.predict(x)
            futures = [accelerator.submit(one) for one in x]
            self.assertTrue((np.stack([f.result(10) for f in futures]) == want).all())
            self.assertTrue((asyncio.run(accelerator.predict_async(x)) == want).all())
            failing = accelerator.submit(x[0][:1])
            self.assertIsInstance(failing.exception(10), driver.InputError)
        with self.assertRaisesRegex(driver.AcceleratorError, "closed"):
            accelerator.submit(x)

    def test_beats_of_any_width_become_bytes_and_come_back(self):
        design_of = importlib.import_module(name + ".design")
        for bits, signed, lanes in ((1, False, 3), (3, True, 5), (8, True, 2), (12, True, 3)):
            element = design_of.Element(bits, signed)
            stream = design_of.Stream("s", 2, 3, 7, element, 1, lanes)
            x = np.random.default_rng(bits).integers(element.min, element.max + 1, (4, 2, 3, 7))
            beats = stream.pack(x)
            data = bytes_of.pack(stream, beats)
            self.assertEqual(data.shape, (4, bytes_of.sample_bytes(stream)))
            self.assertTrue((bytes_of.unpack(stream, data) == beats).all())
        stream = design_of.Stream("s", 1, 1, 3, design_of.Element(3, True), 1, 3)
        data = bytes_of.pack(stream, stream.pack(np.array([[[[1, -2, 3]]]])))
        self.assertEqual(data.tolist(), [[0b11_110_001, 0]])


class AnyNumber:
    """Equals every check sum."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def encode_blind(packet):
    body = struct.pack("<BBHH", packet.type, packet.sequence, packet.session, len(packet.payload))
    body += packet.payload + bytes(4)
    return b"\x7e" + body.replace(b"\x7d", b"\x7d\x5d").replace(b"\x7e", b"\x7d\x5e") + b"\x7e"


if __name__ == "__main__":
    unittest.main()
