"""The driver through the pins of a simulated board: pin_tests.py PACKAGES DESIGN [SIMULATOR]

In the working directory: frames.bin and expected.bin, bytes of samples and of their results by the
integer reference."""

import dataclasses
import importlib
import json
import logging
import os
import subprocess
import sys
import unittest

import numpy as np

sys.path.insert(0, sys.argv.pop(1))
name = sys.argv.pop(1)
driver = importlib.import_module(name)
packets = importlib.import_module(name + ".transport.packets")
Port = importlib.import_module(name + ".transport.port").Port
design = driver.Design.load()
SIMULATOR = os.environ.get("PIN_SIMULATOR")
FRAMES = np.fromfile("frames.bin", np.uint8).reshape(-1, *design.input.stream.shape)
EXPECTED = np.fromfile("expected.bin", np.uint8).reshape(-1, *design.output.stream.shape)
logging.disable(logging.WARNING)


class PinTest(unittest.TestCase):
    def run_frames(self, count, *options, batch=20, hook=None):
        transport = driver.PinSimulationTransport(SIMULATOR, options=options, timeout=0.0003, recoveries=50)
        wrong = 0
        with driver.Accelerator(transport=transport) as accelerator:
            if hook is not None:
                hook(transport._given)
            for start in range(0, count, batch):
                stop = min(start + batch, count)
                y = accelerator.predict_raw(FRAMES[start:stop])
                wrong += int((y != EXPECTED[start:stop]).any(axis=(1, 2, 3)).sum())
            transport.finish()
        print(f"{count} frames, {wrong} wrong; reported {dict(transport.faults.counts)};")
        print(f"  injected and counted {transport.statistics}")
        self.assertEqual(wrong, 0, "wrong answers were delivered")
        return transport

    def test_nothing_is_reported_without_faults(self):
        transport = self.run_frames(1000)
        self.assertEqual(dict(transport.faults.counts), {})
        self.assertEqual(transport.statistics["framingErrors"], 0)
        self.assertEqual(len(transport.latencies), 20)

    def test_no_wrong_answer_in_ten_thousand_frames_with_faults(self):
        transport = self.run_frames(
            10_000,
            *("--seed", "7", "--reset", "1e-4"),
            *("--board-flip", "1e-4", "--board-drop", "3e-4", "--board-double", "3e-4"),
            *("--host-flip", "3e-4", "--host-drop", "1e-3", "--host-double", "1e-3"),
        )
        injected = transport.statistics
        for kind in ("flip", "drop", "double"):
            self.assertGreater(injected["boardFaults"][kind], 40)
            self.assertGreater(injected["hostFaults"][kind], 40)
        self.assertGreater(injected["boardFaults"]["reset"], 10)
        counts = transport.faults.counts
        self.assertGreater(counts["damaged"], 100)
        self.assertGreater(counts["board-damaged"], 100)
        # A reset may be hidden by another before anybody looks.
        self.assertGreater(counts["session"], injected["boardFaults"]["reset"] // 2)

    def test_a_reset_in_mid_frame_is_reported_and_put_right(self):
        for place in range(200, 240, 6):
            transport = self.run_frames(20, "--at", f"reset:{place}")
            self.assertEqual(transport.statistics["boardFaults"], {"reset": 1})
            self.assertEqual(transport.faults.counts["session"], 1)

    def test_each_single_fault_is_reported_and_put_right(self):
        for direction in ("board", "host"):
            for kind in ("flip", "drop", "double"):
                places = range(150, 166)
                reported = 0
                for place in places:
                    transport = self.run_frames(20, "--at", f"{direction}-{kind}:{place}")
                    self.assertEqual(transport.statistics[direction + "Faults"], {kind: 1})
                    reported += len(transport.faults) > 0
                # A flag may be spared, or be there twice, without any harm: two of them are between
                # packets of at least 12 bytes.
                self.assertGreaterEqual(reported, len(places) - 4)

    def test_a_host_that_stops_reading(self):
        """In the middle of a transfer, for longer than what arrives then finds room."""
        calls = 0

        def hook(port):
            exchange = type(port).exchange

            def sometimes(data, wait):
                nonlocal calls
                calls += 1
                if calls % 7 != 0:
                    return exchange(port, data, wait)
                answer = exchange(port, data, 0)
                port.pause(0.01)
                return answer

            port.exchange = sometimes

        transport = self.run_frames(2000, "--host-buffer", "200", batch=100, hook=hook)
        self.assertGreater(transport.statistics["lost"], 50)
        self.assertGreater(len(transport.faults), 5)

    def test_usb_hides_damaged_and_lost_packets(self):
        """USB sends again what was damaged, so that the driver never sees it."""
        transport = self.run_frames(
            2000,
            *("--seed", "3", "--board-flip", "2e-4", "--board-drop", "2e-2"),
            *("--host-flip", "3e-4", "--host-drop", "2e-2"),
        )
        for direction in ("board", "host"):
            for kind in ("flip", "drop"):
                self.assertGreater(transport.statistics[direction + "Faults"][kind], 20)
        self.assertGreater(transport.statistics["framingErrors"], 20)
        self.assertEqual(set(transport.faults.counts) - {"silence"}, set())

    def test_resets_of_the_bus_and_of_the_board_are_put_right(self):
        for fault in ("bus", "reset"):
            for place in range(120, 280, 20):
                transport = self.run_frames(100, "--at", f"board-{fault}:{place}")
                self.assertEqual(transport.statistics["boardFaults"], {fault: 1})
                if fault == "reset":
                    self.assertEqual(transport.faults.counts["session"], 1)

    def test_a_host_that_stops_reading_loses_nothing_over_usb(self):
        def hook(port):
            exchange = type(port).exchange

            def slow(data, wait):
                answer = exchange(port, data, 0)
                port.pause(0.0005)
                return answer

            port.exchange = slow

        transport = self.run_frames(200, "--host-buffer", "200", batch=100, hook=hook)
        self.assertEqual(transport.statistics["lost"], 0)

    def test_a_serial_port_whose_clock_is_the_walls(self):
        """The simulator as it is for drivers that do not know that it is one."""
        process = subprocess.Popen(
            [SIMULATOR or design.pin_simulator, "--parent"],
            cwd=design.memories.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        port = json.loads(process.stdout.readline())["port"]
        transport = driver.SerialTransport(port, timeout=5.0)
        with driver.Accelerator(transport=transport) as accelerator:
            for start in range(0, 100, 20):
                y = accelerator.predict_raw(FRAMES[start : start + 20])
                self.assertTrue((y == EXPECTED[start : start + 20]).all())
            with self.assertRaisesRegex(driver.TransportError, "in use by another driver"):
                driver.Accelerator(transport=driver.SerialTransport(port))
        counted = json.loads(process.communicate()[0])
        self.assertGreater(counted["toBoard"], 1600)
        self.assertEqual(process.returncode, 0)
        with self.assertRaisesRegex(driver.TransportError, "there is no port"):
            driver.Accelerator(transport=driver.SerialTransport(port))

    def test_another_design_is_refused(self):
        other = dataclasses.replace(design, hash="cd" * 32)
        transport = driver.PinSimulationTransport(SIMULATOR)
        with self.assertRaises(driver.WrongDesignError) as raised:
            driver.Accelerator(transport=transport, design=other)
        self.assertIn(design.hash, str(raised.exception))
        self.assertIn(other.hash, str(raised.exception))

    def test_a_simulator_that_does_not_start(self):
        with self.assertRaisesRegex(driver.TransportError, "what does '--colour' mean"):
            self.run_frames(1, "--colour", "blue")

    def test_damaged_frames(self):
        """What a board without a check of the CRC fails."""
        self.run_frames(1000, "--board-flip", "1e-4")


if __name__ == "__main__":
    unittest.main()
