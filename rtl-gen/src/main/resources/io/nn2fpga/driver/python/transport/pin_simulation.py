"""The whole board at its pins, simulated."""

import json
import mmap
import os
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Tuple

from ..design import Design
from ..errors import TransportError
from .port import LinuxPort, Port
from .serial import SerialTransport


class PinSimulationTransport(SerialTransport):
    """Talks to the simulated board of the build directory that this package was made in, through
    the pins of its serial link.

    All times are those of the simulated clock: what the board would need."""

    def __init__(
        self,
        simulator: Optional[os.PathLike] = None,
        options: Sequence[str] = (),
        timeout: float = 0.002,
        patience: float = 2.0,
        **settings: Any,
    ):
        """simulator: another program than the build directory's; options: of that program, such as
        ("--board-flip", "1e-4"); the rest as for SerialTransport, in simulated seconds."""
        super().__init__("", timeout=timeout, patience=patience, **settings)
        self._simulator = None if simulator is None else Path(simulator)
        self._options = list(options)
        self.statistics: Dict[str, Any] = {}
        """Once closed: what the simulator counted, the faults that it injected among it."""

    def open(self, design: Design) -> None:
        simulator = self._simulator if self._simulator is not None else design.pin_simulator
        if simulator is None:
            raise TransportError(f"{design.name} was not built for a board with a serial link")
        if not os.access(simulator, os.X_OK):
            raise TransportError(
                f"there is no simulator of the board at {simulator}; "
                "'nn2fpga run BUILD_DIR --target sim' makes it"
            )
        self._given = _SimulatorPort(simulator, self._options, design, self._bit_rate(design))
        try:
            super().open(design)
        except BaseException:
            self._given.close()
            raise

    def measurements(self) -> Dict[str, Any]:
        return {**super().measurements(), "clock": "simulated", "simulator": self.statistics}

    def close(self) -> None:
        super().close()
        if isinstance(self._given, _SimulatorPort):
            self._given.close()
            self.statistics = self._given.statistics


class _SimulatorPort(Port):
    """The pseudo-terminal of a simulator, and the simulator's clock."""

    # How long to wait for bytes before the simulated clock is looked at again.
    _GLANCE = 0.002

    def __init__(self, simulator: Path, options: Sequence[str], design: Design, rate: int):
        self.statistics: Dict[str, Any] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="nn2fpga-")
        clock = Path(self._folder.name) / "clock"
        clock.write_bytes(bytes(8))
        command = [str(simulator.resolve()), "--parent", "--clock-file", str(clock), *options]
        try:
            self._process = subprocess.Popen(
                command,
                cwd=design.memories.resolve().parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            self._folder.cleanup()
            raise TransportError(f"cannot start {command[0]}: {error.strerror}") from error
        first = self._process.stdout.readline()
        try:
            found = json.loads(first)
        except ValueError:
            _, said = self._process.communicate()
            self._folder.cleanup()
            raise TransportError(f"the simulator ended: {(first + said).strip()}") from None
        with open(clock, "rb") as file:
            self._clock = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)
        self._hertz = found["clock"]
        self._port = LinuxPort(found["port"], rate)
        self._open = True

    def now(self) -> float:
        return struct.unpack("<Q", self._clock)[0] / self._hertz

    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        if self._process.poll() is not None:
            raise TransportError(f"the simulator ended: {self._process.stderr.read().strip()}")
        return self._port.exchange(data, self._GLANCE)

    def close(self) -> None:
        if not self._open:
            return
        self._open = False
        self._port.close()
        self._process.terminate()
        said, _ = self._process.communicate()
        lines = said.strip().splitlines()
        self.statistics = json.loads(lines[-1]) if lines else {}
        self._clock.close()
        self._folder.cleanup()
