"""The start of a simulated board from its flash: flash_tests.py PACKAGES DESIGN

In the working directory: frames.bin and expected.bin, bytes of samples and of their results by the
integer reference."""

import importlib
import logging
import os
import sys
import unittest

import numpy as np

sys.path.insert(0, sys.argv.pop(1))
driver = importlib.import_module(sys.argv.pop(1))
design = driver.Design.load()
FRAMES = np.fromfile("frames.bin", np.uint8).reshape(-1, *design.input.stream.shape)
EXPECTED = np.fromfile("expected.bin", np.uint8).reshape(-1, *design.output.stream.shape)
logging.disable(logging.WARNING)


def transport():
    options = ("--flash", os.environ["FLASH"]) if "FLASH" in os.environ else ()
    return driver.PinSimulationTransport(os.environ.get("PIN_SIMULATOR"), options=options)


class FlashTest(unittest.TestCase):
    def test_works(self):
        with driver.Accelerator(transport=transport()) as accelerator:
            np.testing.assert_array_equal(accelerator.predict_raw(FRAMES), EXPECTED)

    def test_refused(self):
        with self.assertRaisesRegex(
            driver.MissingWeightsError, "flash does not hold this build's weights"
        ):
            driver.Accelerator(transport=transport())


unittest.main()
