"""The bare accelerator, simulated."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Dict, Optional

import numpy as np

from ..design import Design, Stream
from ..errors import TransportError
from .base import Transport


class SimulationTransport(Transport):
    """Runs the Verilated design of the build directory that this package was made in."""

    def __init__(self, simulator: Optional[os.PathLike] = None, timeout: float = 3600.0):
        """simulator: another program than the build directory's; timeout: seconds a call."""
        self._simulator = None if simulator is None else Path(simulator)
        self._timeout = timeout
        self._design: Optional[Design] = None
        self.cycles: Optional[int] = None
        """Clock cycles of the last transfer, from the first cycle after reset to its end."""

    def open(self, design: Design) -> None:
        self._design = design
        if self._simulator is None:
            self._simulator = design.simulator
        if not os.access(self._simulator, os.X_OK):
            raise TransportError(
                f"there is no simulator at {self._simulator}; "
                "run 'nn2fpga build' to make it, or name it: SimulationTransport(simulator=...)"
            )

    def transfer(self, beats: np.ndarray) -> np.ndarray:
        design = self._design
        if design is None or self._simulator is None:
            raise TransportError("the transport is not open")
        with tempfile.TemporaryDirectory(prefix="nn2fpga-") as directory:
            run = Path(directory)
            if design.memories.is_dir():
                (run / "mem").symlink_to(design.memories.resolve(), target_is_directory=True)
            vectors = run / f"{design.input.stream.port}.beats"
            vectors.write_text(_to_hex(design.input.stream, beats), encoding="ascii")
            self._simulate(run, len(beats))
            log = run / f"{design.output.stream.port}.given"
            return self._read(design.output.stream, log, len(beats))

    def measurements(self) -> Dict[str, Any]:
        return {"cycles": self.cycles}

    def _simulate(self, run: Path, frames: int) -> None:
        # Slow designs take long for a frame; what hangs is ended by the timeout.
        command = [
            str(Path(self._simulator).resolve()),
            f"+frames={frames}",
            "+idle_limit=1000000000",
        ]
        try:
            done = subprocess.run(
                command,
                cwd=run,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=self._timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TransportError(
                f"the simulation of {frames} frames took longer than {self._timeout:g} s; "
                "send fewer frames a call or give a longer timeout"
            ) from None
        except OSError as error:
            raise TransportError(f"cannot start {command[0]}: {error.strerror}") from error
        if done.returncode != 0:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise TransportError(
                "the simulation failed: " + (lines[0] if lines else f"exit {done.returncode}")
            )

    def _read(self, stream: Stream, log: Path, frames: int) -> np.ndarray:
        rows = [line.split() for line in log.read_text(encoding="ascii").splitlines()]
        places = stream.places()
        if len(rows) != frames * len(places):
            raise TransportError(f"{len(rows)} output beats for {frames} frames")
        self.cycles = int(rows[-1][0]) + 1
        bits = stream.element.bits
        mask = (1 << bits) - 1
        values = np.empty((len(rows), places.shape[1]), np.int64)
        for i, (_, _, word) in enumerate(rows):
            number = int(word, 16)
            for lane in range(places.shape[1]):
                values[i, lane] = number >> (lane * bits) & mask
        if stream.element.signed:
            values -= (values >> (bits - 1)) << bits
        return values.reshape(frames, *places.shape)


def _to_hex(stream: Stream, beats: np.ndarray) -> str:
    bits = stream.element.bits
    mask = (1 << bits) - 1
    digits = -(-bits * beats.shape[2] // 4)
    lines = []
    for beat in beats.reshape(-1, beats.shape[2]).tolist():
        word = 0
        for lane, code in enumerate(beat):
            word |= (code & mask) << (lane * bits)
        lines.append(f"{word:0{digits}x}\n")
    return "".join(lines)
