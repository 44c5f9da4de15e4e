"""The driver through the SPI pins of a simulated board: spi_tests.py PACKAGES DESIGN

In the working directory: frames.bin and expected.bin, as for pin_tests.py."""

import dataclasses
import importlib
import json
import logging
import subprocess
import sys
import types
import unittest
from contextlib import contextmanager

import numpy as np

sys.path.insert(0, sys.argv.pop(1))
name = sys.argv.pop(1)
driver = importlib.import_module(name)
pins = importlib.import_module(name + ".transport.pin_simulation")
targets = importlib.import_module(name + ".targets")
design = driver.Design.load()
FRAMES = np.fromfile("frames.bin", np.uint8).reshape(-1, *design.input.stream.shape)
EXPECTED = np.fromfile("expected.bin", np.uint8).reshape(-1, *design.output.stream.shape)
logging.disable(logging.WARNING)


@contextmanager
def simulator():
    """The pseudo-terminal of a simulator that other than PinSimulationTransport talk to."""
    process = subprocess.Popen(
        [design.pin_simulator, "--parent"],
        cwd=design.memories.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield json.loads(process.stdout.readline())["port"]
    finally:
        counted = json.loads(process.communicate()[0])
    assert counted["toBoard"] > 1000, counted


class SpiTest(unittest.TestCase):
    def run_frames(self, count, *options, hook=None):
        transport = driver.PinSimulationTransport(options=options, timeout=0.0003, recoveries=50)
        wrong = 0
        with driver.Accelerator(transport=transport) as accelerator:
            if hook is not None:
                hook(transport._given)
            for start in range(0, count, 20):
                stop = min(start + 20, count)
                y = accelerator.predict_raw(FRAMES[start:stop])
                wrong += int((y != EXPECTED[start:stop]).any(axis=(1, 2, 3)).sum())
            transport.finish()
        print(f"{count} frames, {wrong} wrong; reported {dict(transport.faults.counts)};")
        print(f"  injected and counted {transport.statistics}")
        self.assertEqual(wrong, 0, "wrong answers were delivered")
        return transport

    def test_nothing_is_reported_without_faults_of_whole_packets_behind_flags(self):
        transfers = []

        def hook(port):
            transfer = port.master.transfer
            port.master.transfer = lambda data: transfers.append(data) or transfer(data)

        transport = self.run_frames(400, hook=hook)
        self.assertEqual(dict(transport.faults.counts), {})
        self.assertEqual(len(transport.latencies), 20)
        self.assertGreater(max(map(len, transfers)), 100)
        for data in transfers:
            self.assertEqual((data[:1], data[-1:]), (b"\x7e", b"\x7e"))

    def test_long_transfers_are_cut_between_packets(self):
        cut = importlib.import_module(name + ".transport.spi")._whole_packets
        packet = b"\x7e" + bytes(600) + b"\x7e"
        self.assertEqual(cut(packet * 7), packet * 6)
        self.assertEqual(cut(packet * 6), packet * 6)
        self.assertEqual(len(cut(b"\x7e" + bytes(5000) + b"\x7e")), 4096)

    def test_no_wrong_answer_with_faults(self):
        transport = self.run_frames(
            1000,
            *("--seed", "5", "--board-flip", "1e-4", "--board-drop", "3e-4", "--board-double", "3e-4"),
            *("--board-deselect", "3e-4", "--host-flip", "1e-4", "--reset", "3e-4"),
        )
        injected = transport.statistics
        for kind in ("flip", "drop", "double", "deselect", "reset"):
            self.assertGreater(injected["boardFaults"][kind], 5, kind)
        self.assertGreater(injected["hostFaults"]["flip"], 10)
        for kind in ("damaged", "board-damaged", "session"):
            self.assertGreater(transport.faults.counts[kind], 5, kind)

    def test_each_single_fault_is_put_right(self):
        """Those within packets are reported, too."""
        bytes_of = []

        def hook(port):
            transfer = port.master.transfer
            port.master.transfer = lambda data: bytes_of.append(len(data)) or transfer(data)

        self.run_frames(10, hook=hook)
        # Behind the identification, and before the end of the last packet.
        places = range(200, sum(bytes_of) - 200, (sum(bytes_of) - 400) // 8)
        for kind in ("board-flip", "board-drop", "board-double", "board-deselect", "host-flip", "reset"):
            reported = 0
            for place in places:
                transport = self.run_frames(10, "--at", f"{kind}:{place}")
                side = "hostFaults" if kind == "host-flip" else "boardFaults"
                self.assertEqual(sum(transport.statistics[side].values()), 1)
                reported += len(transport.faults) > 0
            # Between packets nobody may have looked.
            self.assertGreater(reported, 0, kind)

    def test_a_host_that_stops(self):
        """In the middle of a packet from the board, for as long as an answer would take."""
        calls = 0

        def hook(port):
            transfer = port.master.transfer

            def sometimes(data):
                nonlocal calls
                calls += 1
                if calls % 5 == 0:
                    port.master.pause(0.01)
                return transfer(data)

            port.master.transfer = sometimes

        transport = self.run_frames(200, hook=hook)
        self.assertGreater(calls, 50)
        # The board waits. What the driver then asks for once more, it may not need to the end.
        self.assertEqual(set(transport.faults.counts) - {"silence", "damaged"}, set())

    def test_another_design_is_refused(self):
        other = dataclasses.replace(design, hash="cd" * 32)
        with self.assertRaises(driver.WrongDesignError):
            driver.Accelerator(transport=driver.PinSimulationTransport(), design=other)

    def test_faults_that_spi_has_not(self):
        for option in (("--host-drop", "0.1"), ("--at", "host-double:3")):
            with self.assertRaisesRegex(driver.TransportError, "what does|has no fault"):
                self.run_frames(1, *option)

    def predicts(self, transport):
        with driver.Accelerator(transport=transport) as accelerator:
            self.assertTrue((accelerator.predict_raw(FRAMES[:200]) == EXPECTED[:200]).all())

    def test_spidev(self):
        """Under LD_PRELOAD, which makes the terminal one."""
        with simulator() as device:
            self.predicts(targets.transport_for("spi:" + device, design))

    def test_devices_that_are_none(self):
        for device, words in (("/dev/nothing", "there is no /dev/nothing"), ("/dev/null", "no spidev")):
            with self.assertRaisesRegex(driver.TransportError, words):
                self.predicts(driver.SpiTransport(device))
        with self.assertRaisesRegex(driver.AcceleratorError, "which device?"):
            targets.transport_for("spi", design)
        with self.assertRaisesRegex(driver.AcceleratorError, "known: ftdi, pynq, serial, sim, spi, uio"):
            targets.transport_for("radio", design)

    def test_the_other_kind_of_link_is_refused(self):
        with self.assertRaisesRegex(driver.TransportError, "link 'spi'; reach it by SpiTransport"):
            self.predicts(driver.SerialTransport("/dev/null"))
        uart = dataclasses.replace(design, link="uart")
        for transport in (driver.SpiTransport("/dev/null"), driver.FtdiTransport()):
            with self.assertRaisesRegex(driver.TransportError, "link 'uart'; reach it by SerialT"):
                driver.Accelerator(transport=transport, design=uart)

    def test_ftdi(self):
        """With a stand-in for the package pyftdi, whose controller is the simulator's master."""
        asked = {}

        class SpiController:
            def __init__(self, cs_count):
                asked["cs_count"] = cs_count

            def configure(self, url, frequency):
                asked.update(url=url, frequency=frequency)
                if "missing" in url:
                    raise UsbToolsError("No USB device matches URL")
                program = pins._Simulator(design.pin_simulator, ["--parent"], design)
                self.master = pins.SimulatedSpi(program)

            def get_port(self, cs, freq, mode):
                asked.update(cs=cs, freq=freq, mode=mode)
                return self

            def exchange(self, out, readlen, duplex):
                assert duplex and readlen == len(out)
                return bytearray(self.master.transfer(bytes(out)))

            def close(self):
                asked["closed"] = True
                if "missing" not in asked["url"]:
                    self.master.close()

        class UsbToolsError(Exception):
            pass

        chip = {"chip": "2232h", "channel": 1, "chipSelect": 3}
        described = dataclasses.replace(design, ftdi=chip, rate=4_000_000)
        with self.assertRaisesRegex(driver.TransportError, "pip install pyftdi"):
            driver.Accelerator(transport=driver.FtdiTransport(), design=described)
        sys.modules.update(
            {
                "pyftdi": types.ModuleType("pyftdi"),
                "pyftdi.spi": types.SimpleNamespace(SpiController=SpiController),
                "pyftdi.usbtools": types.SimpleNamespace(UsbToolsError=UsbToolsError),
            }
        )
        transport = targets.transport_for("ftdi", described)
        with driver.Accelerator(transport=transport, design=described) as accelerator:
            self.assertTrue((accelerator.predict_raw(FRAMES[:50]) == EXPECTED[:50]).all())
        self.assertEqual(
            asked,
            # 30 MHz over 8 is the fastest that is not above 4 MHz.
            {"cs_count": 1, "url": "ftdi://ftdi:2232h/1", "frequency": 3_750_000, "cs": 0}
            | {"freq": 3_750_000, "mode": 0, "closed": True},
        )
        with self.assertRaisesRegex(driver.TransportError, "cannot open ftdi://missing/1: No USB"):
            driver.Accelerator(
                transport=targets.transport_for("ftdi:ftdi://missing/1", described), design=described
            )
        with self.assertRaisesRegex(driver.TransportError, "no FTDI chip is described"):
            driver.Accelerator(transport=driver.FtdiTransport(), design=design)


if __name__ == "__main__":
    unittest.main()
