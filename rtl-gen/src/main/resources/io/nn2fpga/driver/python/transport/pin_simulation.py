"""The whole board at its pins, simulated."""

import json
import os
import subprocess
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
    """The pseudo-terminal of a simulator, whose time passes only while the driver waits: nothing
    depends on how fast either of them is."""

    def __init__(self, simulator: Path, options: Sequence[str], design: Design, rate: int):
        self.statistics: Dict[str, Any] = {}
        self._open = False
        command = [str(simulator.resolve()), "--paced", *options]
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
            raise TransportError(f"cannot start {command[0]}: {error.strerror}") from error
        found = json.loads(self._answer())
        self._hertz = found["clock"]
        self._cycles = found["cycles"]
        self._written = self._read = 0
        self._port = LinuxPort(found["port"], rate)
        self._open = True

    def now(self) -> float:
        return self._cycles / self._hertz

    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        written, received = self._port.exchange(data, 0)
        self._written += written
        self._read += len(received)
        if received:
            return written, received
        given = self._run(wait, "")
        # What the simulator wrote is on its way through the kernel.
        while self._read < given:
            _, more = self._port.exchange(b"", 1)
            self._read += len(more)
            received += more
        return written, received

    def pause(self, seconds: float) -> None:
        """Lets time pass without reading."""
        self._run(seconds, " through")

    def _run(self, seconds: float, how: str) -> int:
        until = self._cycles + max(1, round(seconds * self._hertz))
        try:
            self._process.stdin.write(f"{until} {self._written} {self._read}{how}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer says why
        cycles, given = self._answer().split()
        self._cycles = int(cycles)
        return int(given)

    def _answer(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            _, said = self._process.communicate()
            raise TransportError(f"the simulator ended: {said.strip()}")
        return line

    def close(self) -> None:
        if not self._open:
            return
        self._open = False
        self._port.close()
        said, _ = self._process.communicate()
        lines = said.strip().splitlines()
        self.statistics = json.loads(lines[-1]) if lines else {}
