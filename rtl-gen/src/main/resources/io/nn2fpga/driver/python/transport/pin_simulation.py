"""The whole board at its pins, simulated."""

import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Tuple

from ..design import Design
from ..errors import TransportError
from .port import LinuxPort, Port
from .serial import SerialTransport
from .spi import SpiPort
from .spi_master import SpiMaster


class PinSimulationTransport(SerialTransport):
    """Talks to the simulated board of the build directory that this package was made in, through
    the pins of its link.

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
        self._running: Optional[_Simulator] = None
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
        how = "--parent" if design.link == "spi" else "--paced"
        self._running = _Simulator(simulator, [how, *self._options], design)
        try:
            if design.link == "spi":
                self._given = SpiPort(SimulatedSpi(self._running))
            else:
                self._given = _SimulatorPort(self._running, self._bit_rate(design))
            super().open(design)
        except BaseException:
            self._running.close()
            raise

    def measurements(self) -> Dict[str, Any]:
        return {**super().measurements(), "clock": "simulated", "simulator": self.statistics}

    def close(self) -> None:
        super().close()
        if self._running is not None:
            self._running.close()
            self.statistics = self._running.statistics


class _Simulator:
    """The program and its pseudo-terminal."""

    def __init__(self, program: Path, options: Sequence[str], design: Design):
        command = [str(program.resolve()), *options]
        self.statistics: Dict[str, Any] = {}
        self._open = False
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
        found = json.loads(self.answer())
        self.hertz = found["clock"]
        self.begin = found["cycles"]
        self.terminal = found["port"]
        self._open = True

    def tell(self, line: str) -> None:
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer says why

    def answer(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            raise self.ended()
        return line

    def ended(self) -> TransportError:
        """What it said at its end."""
        self._open = False
        _, said = self._process.communicate()
        return TransportError(f"the simulator ended: {said.strip()}")

    def close(self) -> None:
        if not self._open:
            return
        self._open = False
        said, _ = self._process.communicate()
        lines = said.strip().splitlines()
        self.statistics = json.loads(lines[-1]) if lines else {}


class _SimulatorPort(Port):
    """The pseudo-terminal of a simulator, whose time passes only while the driver waits: nothing
    depends on how fast either of them is."""

    def __init__(self, simulator: _Simulator, rate: int):
        self._simulator = simulator
        self._cycles = simulator.begin
        self._written = self._read = 0
        self._port = LinuxPort(simulator.terminal, rate)

    def now(self) -> float:
        return self._cycles / self._simulator.hertz

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
        until = self._cycles + max(1, round(seconds * self._simulator.hertz))
        self._simulator.tell(f"{until} {self._written} {self._read}{how}\n")
        cycles, given = self._simulator.answer().split()
        self._cycles = int(cycles)
        return int(given)

    def close(self) -> None:
        self._port.close()
        self._simulator.close()


class SimulatedSpi(SpiMaster):
    """The master in a simulator. Time passes only during transfers and pauses."""

    _ASK = struct.Struct("<II")
    _CYCLES = struct.Struct("<Q")

    def __init__(self, simulator: _Simulator):
        self._simulator = simulator
        self._cycles = simulator.begin
        self._fd = os.open(simulator.terminal, os.O_RDWR | os.O_NOCTTY)

    def now(self) -> float:
        return self._cycles / self._simulator.hertz

    def transfer(self, data: bytes) -> bytes:
        return self._ask(0, data)

    def pause(self, seconds: float) -> None:
        """Lets time pass with chip select high."""
        self._ask(round(seconds * self._simulator.hertz), b"")

    def _ask(self, idle: int, data: bytes) -> bytes:
        question = self._ASK.pack(idle, len(data)) + data
        try:
            while question:
                question = question[os.write(self._fd, question) :]
            (self._cycles,) = self._CYCLES.unpack(self._take(self._CYCLES.size))
            return self._take(len(data))
        except OSError:
            raise self._simulator.ended() from None

    def _take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            more = os.read(self._fd, count - len(taken))
            if not more:
                raise OSError("end of file")
            taken += more
        return taken

    def close(self) -> None:
        os.close(self._fd)
        self._simulator.close()
