"""An accelerator on a Zynq board with a plain Linux: UIO devices and a buffer of u-dma-buf."""

import mmap
import os
import time
from pathlib import Path
from typing import List, Optional

import numpy as np

from ..design import Design
from ..errors import TransportError
from .shell import ShellTransport

# AMD's product guide PG021: registers of an AXI DMA in simple mode.
_SEND, _RECEIVE = 0x00, 0x30
_CONTROL, _STATUS, _ADDRESS, _ADDRESS_HIGH, _LENGTH = 0x00, 0x04, 0x18, 0x1C, 0x28
_RUN, _RESET = 1 << 0, 1 << 2
_IDLE, _ERRORS = 1 << 1, 0x70

_REGISTERS = 4096


class Registers:
    """32-bit registers in a mapped page, by their offsets in bytes."""

    def __init__(self, memory: mmap.mmap):
        # An element of an array is read and written by one access of 32 bits.
        self._words = np.frombuffer(memory, np.uint32)

    def __getitem__(self, offset: int) -> int:
        return int(self._words[offset // 4])

    def __setitem__(self, offset: int, value: int) -> None:
        self._words[offset // 4] = value


class UioTransport(ShellTransport):
    """Reaches the shell's and the DMA's registers through UIO, memory through u-dma-buf.

    The bitstream is loaded before, and a device tree overlay makes UIO devices of the cells
    'accelerator' and 'dma' (compatible "generic-uio") and the buffer. Needs the rights to open them."""

    def __init__(
        self,
        accelerator: Optional[str] = None,
        dma: Optional[str] = None,
        buffer: str = "udmabuf0",
        timeout: float = 10.0,
        root: os.PathLike = "/",
    ):
        """accelerator, dma: names of the UIO devices, uio0 for example; found by their names' beginnings
        otherwise. buffer: name of the u-dma-buf device. timeout: seconds that a transfer may take.
        root: where dev and sys are."""
        super().__init__(timeout)
        self._names = {"accelerator": accelerator, "dma": dma}
        self._buffer_name = buffer
        self._root = Path(root)
        self._maps: List[mmap.mmap] = []
        self._shell = self._dma = self._memory = None
        self._address = 0

    def open(self, design: Design) -> None:
        try:
            self._shell = self._registers("accelerator")
            self._dma = self._registers("dma")
            about = self._root / "sys/class/u-dma-buf" / self._buffer_name
            self._address = int(self._text(about / "phys_addr"), 16)
            size = int(self._text(about / "size"))
            self._memory = np.frombuffer(self._map(self._buffer_name, size), np.uint8)
            self._identify(design)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        super().close()
        self._shell = self._dma = self._memory = None
        while self._maps:
            try:
                self._maps.pop().close()
            except BufferError:
                pass  # a traceback still holds a view of it, and ends it

    def read(self, register: int) -> int:
        return self._shell[register]

    def write(self, register: int, value: int) -> None:
        self._shell[register] = value

    def _registers(self, cell: str) -> Registers:
        name = self._names[cell]
        if name is None:
            found = []
            for device in sorted((self._root / "sys/class/uio").glob("uio*")):
                if self._text(device / "name").startswith(cell):
                    found.append(device.name)
            if len(found) != 1:
                raise TransportError(
                    f"{len(found)} UIO devices are called '{cell}'; name one: UioTransport({cell}='uio0')"
                )
            name = found[0]
        return Registers(self._map(name, _REGISTERS))

    def _map(self, name: str, size: int) -> mmap.mmap:
        path = self._root / "dev" / name
        try:
            # O_SYNC: no cache between the processor and the logic.
            device = os.open(path, os.O_RDWR | os.O_SYNC)
            try:
                self._maps.append(mmap.mmap(device, size))
            finally:
                os.close(device)
        except (OSError, ValueError) as error:
            raise TransportError(f"cannot map {path}: {error}") from None
        return self._maps[-1]

    @staticmethod
    def _text(path: Path) -> str:
        try:
            return path.read_text(encoding="ascii").strip()
        except OSError as error:
            raise TransportError(f"cannot read {path}: {error.strerror}") from None

    def _most_bytes(self) -> int:
        return self._memory.size // 2  # a half for each direction

    def _reset_dma(self) -> None:
        self._dma[_SEND + _CONTROL] = _RESET  # of both channels
        deadline = time.monotonic() + self._timeout
        while self._dma[_SEND + _CONTROL] & _RESET:
            if time.monotonic() > deadline:
                raise TransportError("the DMA does not come out of its reset")
        for channel in (_SEND, _RECEIVE):
            self._dma[channel + _CONTROL] = _RUN

    def _start(self, channel: int, offset: int, size: int) -> None:
        address = self._address + offset
        self._dma[channel + _ADDRESS] = address & 0xFFFFFFFF
        self._dma[channel + _ADDRESS_HIGH] = address >> 32
        self._dma[channel + _LENGTH] = size  # this starts it

    def _move(self, data: np.ndarray, given: np.ndarray) -> None:
        half = self._memory.size // 2
        self._memory[: data.size] = data
        self._start(_RECEIVE, half, given.size)
        self._start(_SEND, 0, data.size)
        deadline = time.monotonic() + self._timeout
        for channel in (_SEND, _RECEIVE):
            while True:
                status = self._dma[channel + _STATUS]
                if status & _ERRORS:
                    raise TransportError(f"the DMA reports an error of the memory bus: {status:#x}")
                if status & _IDLE:
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError
        given[:] = self._memory[half : half + given.size]
