"""Test only: dma_tests.py PACKAGES DESIGN VERILOG TEST: PYNQ and UIO transports against shell_model.py."""

import importlib
import sys
import tempfile
import types
import unittest
from pathlib import Path

import numpy as np
import shell_model

sys.path.insert(0, sys.argv[1])
package = importlib.import_module(sys.argv[2])
uio = importlib.import_module(sys.argv[2] + ".transport.uio")
shell = importlib.import_module(sys.argv[2] + ".transport.shell")
DESIGN, VERILOG = package.Design.load(), sys.argv[3]
BEATS = DESIGN.input.stream.places().shape
ADDRESS = 0x8_7654_0000


def shell_with(words_per_beat=2, word_bytes=8):
    return shell_model.ShellModel(VERILOG, DESIGN.hash, BEATS[0] * words_per_beat, word_bytes)


def codes(samples, seed=1):
    stream = DESIGN.input.stream
    draw = np.random.default_rng(seed)
    return draw.integers(stream.element.min, stream.element.max + 1, (samples, *stream.shape))


class Channel:
    def __init__(self, dma, base):
        self.dma, self.base, self.buffer = dma, base, None
        self.idle, self.error = True, False

    def start(self):
        self.idle, self.error, self.buffer = True, False, None

    def transfer(self, buffer):
        assert self.idle, "a transfer on a busy channel"
        self.idle, self.buffer = False, buffer
        if self.base == 0:
            self.idle = True
            packet = self.dma.shell.take(bytes(buffer))
            self.dma.transfers.append(buffer.size)
            if self.dma.breaks:
                self.dma.breaks, self.dma.recvchannel.error = False, True
            elif packet is not None:
                self.dma.recvchannel.buffer[:] = np.frombuffer(packet, np.uint8)
                self.dma.recvchannel.idle = True

    def wait(self):
        assert self.idle


class Pynq(types.ModuleType):
    """Stands in for the package pynq: an overlay with the cells that build.tcl names."""

    def __init__(self, model):
        super().__init__("pynq")
        self.model, self.freed, self.buffers = model, 0, 0
        self.held = []  # buffers that were there at each reset of a channel
        self.overlays = []

    def allocate(self, shape, dtype):
        owner = self

        class Buffer(np.ndarray):
            def freebuffer(self):
                owner.buffers -= 1

        self.buffers += 1
        return np.full(shape, 0xA5, dtype).view(Buffer)

    def Overlay(self, path):
        assert path.endswith(".bit") and Path(path).is_file()
        overlay = types.SimpleNamespace(accelerator=self.model, dma=types.SimpleNamespace())
        dma = overlay.dma
        dma.shell, dma.transfers, dma.breaks = self.model, [], False
        dma.sendchannel, dma.recvchannel = Channel(dma, 0), Channel(dma, 0x30)
        dma.read = lambda offset: 0
        dma.write = lambda offset, value: self.assert_reset(offset, value)
        overlay.free = lambda: setattr(self, "freed", self.freed + 1)
        self.overlays.append(overlay)
        return overlay

    def assert_reset(self, offset, value):
        assert offset in (0x00, 0x30) and value == 4
        self.held.append(self.buffers)


class DmaTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def pynq(self, model, **options):
        bitstream = self.root / "a.bit"
        bitstream.write_bytes(b"")
        fake = Pynq(model)
        library = types.ModuleType("pynq.lib")
        library.dma = types.ModuleType("pynq.lib.dma")
        fake.lib = library
        for name, module in (("pynq", fake), ("pynq.lib", library), ("pynq.lib.dma", library.dma)):
            sys.modules[name] = module
            self.addCleanup(sys.modules.pop, name, None)
        return fake, package.PynqTransport(bitstream, **options)

    def uio(self, model, size=1 << 16, **options):
        for device, cell in (("uio4", "accelerator@a0000000"), ("uio5", "dma@a0010000")):
            about = self.root / "sys/class/uio" / device
            about.mkdir(parents=True)
            (about / "name").write_text(cell + "\n")
            (self.root / "dev").mkdir(exist_ok=True)
            (self.root / "dev" / device).write_bytes(cell[:1].encode().ljust(4096, b"\0"))
        about = self.root / "sys/class/u-dma-buf/udmabuf0"
        about.mkdir(parents=True)
        (about / "phys_addr").write_text(f"{ADDRESS:#x}\n")
        (about / "size").write_text(f"{size}\n")
        (self.root / "dev/udmabuf0").write_bytes(b"\xa5" * size)
        dma = shell_model.DmaModel(model, address=ADDRESS)
        transport = package.UioTransport(root=self.root, **options)

        class Registers:
            def __init__(self, memory):
                self.model = model if memory[0:1] == b"a" else dma

            def __getitem__(self, offset):
                return self.model.read(offset)

            def __setitem__(self, offset, value):
                dma.memory = transport._memory
                self.model.write(offset, value)
                dma.memory = None

        real = uio.Registers
        uio.Registers = Registers
        self.addCleanup(setattr, uio, "Registers", real)
        # An array takes bytes only as an array.
        take = model.take
        model.take = lambda data: (lambda p: None if p is None else np.frombuffer(p, np.uint8))(take(data))
        return dma, transport

    def test_pynq_moves_frames(self):
        model = shell_with()
        fake, transport = self.pynq(model)
        with package.Accelerator(transport=transport) as accelerator:
            for samples in (1, 5):
                x = codes(samples, samples)
                self.assertTrue((accelerator.predict_raw(x) == x).all())
        self.assertEqual((fake.freed, fake.buffers), (1, 0))
        size = BEATS[0] * 16
        self.assertEqual(fake.overlays[0].dma.transfers, [size, 5 * size])
        self.assertEqual(model.frames_per_packet, 5)

    def test_uio_moves_frames(self):
        model = shell_with()
        dma, transport = self.uio(model)
        with package.Accelerator(transport=transport) as accelerator:
            for samples in (1, 5):
                x = codes(samples, samples)
                self.assertTrue((accelerator.predict_raw(x) == x).all())
        size = BEATS[0] * 16
        self.assertEqual(dma.transfers, [size, 5 * size])

    def test_uio_cuts_what_the_buffer_does_not_hold(self):
        frame = BEATS[0] * 16
        dma, transport = self.uio(shell_with(), size=2 * (3 * frame + 5))
        with package.Accelerator(transport=transport) as accelerator:
            x = codes(8)
            self.assertTrue((accelerator.predict_raw(x) == x).all())
        self.assertEqual(dma.transfers, [3 * frame, 3 * frame, 2 * frame])
        with self.assertRaisesRegex(package.TransportError, "is not open"):
            transport.transfer(DESIGN.input.stream.pack(codes(1)))

    def test_words_of_any_width(self):
        bits = DESIGN.input.stream.element.bits * BEATS[1]
        for width in (8, 16, 32, 64, 128):
            words = -(-bits // width)
            lay = shell.Words(DESIGN.input.stream, BEATS[0] * words)
            beats = DESIGN.input.stream.pack(codes(3))
            data = lay.pack(beats)
            self.assertEqual(data.shape, (3, BEATS[0] * words * width // 8))
            self.assertTrue((lay.unpack(data) == beats).all())
        with self.assertRaisesRegex(package.WrongDesignError, "do not hold"):
            shell.Words(DESIGN.input.stream, BEATS[0] * 2 + 1)

    def test_the_drivers_registers_are_those_of_the_verilog(self):
        places = shell_with().places
        self.assertEqual(len(places), 10)
        for name, place in places.items():
            self.assertEqual(getattr(shell, name), place, name)

    def test_another_design_is_refused(self):
        for change, message in (
            ({"hash": bytes(32)}, "holds another design: its hash is 0000"),
            ({"magic": 0xFFFFFFFF}, "MAGIC reads 0xffffffff"),
            ({"layout": 2}, "layout 2"),
        ):
            model = shell_with()
            vars(model).update(change)
            fake, transport = self.pynq(model)
            with self.assertRaisesRegex(package.WrongDesignError, message):
                package.Accelerator(transport=transport)
            self.assertEqual(fake.freed, 1)

    def test_an_accelerator_that_hangs_is_reset(self):
        for make in (self.pynq, self.uio):
            model = shell_with()
            _, transport = make(model, timeout=0.05)
            with package.Accelerator(transport=transport) as accelerator:
                model.hangs_after = 2
                with self.assertRaisesRegex(
                    package.TransportError, "took 2 and gave 2; it was reset"
                ):
                    accelerator.predict_raw(codes(4))
                x = codes(4, 9)
                self.assertTrue((accelerator.predict_raw(x) == x).all())
            self.assertEqual(model.resets, 2)

    def test_a_dma_is_reset_before_its_buffers_are_freed(self):
        model = shell_with()
        fake, transport = self.pynq(model, timeout=0.05)
        with package.Accelerator(transport=transport) as accelerator:
            fake.held.clear()
            model.hangs_after = 0
            with self.assertRaises(package.TransportError):
                accelerator.predict_raw(codes(1))
        self.assertEqual(fake.held[:2], [2, 2])

    def test_a_broken_transfer_is_no_answer(self):
        model = shell_with()
        _, transport = self.pynq(model)
        with package.Accelerator(transport=transport) as accelerator:
            model.status = 1
            with self.assertRaisesRegex(package.TransportError, "STATUS 0x1"):
                accelerator.predict_raw(codes(2))

    def test_an_error_of_the_bus_is_told(self):
        dma, transport = self.uio(shell_with())
        with package.Accelerator(transport=transport) as accelerator:
            dma.error = 0x40
            with self.assertRaisesRegex(package.TransportError, "memory bus: 0x42"):
                accelerator.predict_raw(codes(1))
        fake, transport = self.pynq(shell_with())
        with package.Accelerator(transport=transport) as accelerator:
            fake.overlays[0].dma.breaks = True
            with self.assertRaisesRegex(package.TransportError, "memory bus"):
                accelerator.predict_raw(codes(1))
            x = codes(2)
            self.assertTrue((accelerator.predict_raw(x) == x).all(), "the DMA was not reset")

    def test_what_is_missing_is_named(self):
        with self.assertRaisesRegex(package.TransportError, "has no PYNQ"):
            package.Accelerator(transport=package.PynqTransport())
        _, transport = self.pynq(shell_with())
        transport._bitstream = self.root / "none.bit"
        with self.assertRaisesRegex(package.TransportError, "there is no bitstream .*none.bit"):
            package.Accelerator(transport=transport)
        with self.assertRaisesRegex(package.TransportError, "0 UIO devices are called 'accelerator'"):
            package.Accelerator(transport=package.UioTransport(root=self.root))
        _, transport = self.uio(shell_with())
        (self.root / "dev/udmabuf0").unlink()
        with self.assertRaisesRegex(package.TransportError, "cannot map .*udmabuf0"):
            package.Accelerator(transport=transport)

    def test_registers_are_words_of_the_mapped_page(self):
        import mmap

        path = self.root / "page"
        path.write_bytes(bytes(4096))
        with open(path, "r+b") as file:
            memory = mmap.mmap(file.fileno(), 4096)
        registers = uio.Registers(memory)
        registers[0x40] = 0x12345678
        self.assertEqual(memory[0x40:0x44], b"\x78\x56\x34\x12")
        memory[0x0C:0x10] = b"\xff\x00\x00\x80"
        self.assertEqual(registers[0x0C], 0x800000FF)
        del registers
        memory.close()


unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
