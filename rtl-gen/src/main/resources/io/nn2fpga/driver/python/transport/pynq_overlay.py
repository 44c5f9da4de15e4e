"""An accelerator on a Zynq board that runs PYNQ."""

import os
import time
from pathlib import Path
from typing import Optional

import numpy as np

from ..design import Design
from ..errors import TransportError
from .shell import ShellTransport

_SEND_CONTROL, _RECEIVE_CONTROL = 0x00, 0x30
_RESET = 1 << 2


class PynqTransport(ShellTransport):
    """Loads the build's bitstream as an overlay, and moves frames by its DMA."""

    def __init__(self, bitstream: Optional[os.PathLike] = None, timeout: float = 10.0):
        """bitstream: another one than the build directory's, with its .hwh beside it.
        timeout: seconds that a transfer may take."""
        super().__init__(timeout)
        self._bitstream = None if bitstream is None else Path(bitstream)
        self._pynq = None
        self._overlay = None

    def open(self, design: Design) -> None:
        try:
            import pynq
            import pynq.lib.dma  # without it an overlay's DMA has no channels
        except ImportError as error:
            raise TransportError(
                f"this machine has no PYNQ ({error}); run on the board, in its Python environment"
            ) from None
        path = self._bitstream or design.bitstream
        if not path.is_file():
            raise TransportError(
                f"there is no bitstream {path}; build with Vivado, or name it: "
                "PynqTransport(bitstream=...)"
            )
        self._pynq = pynq
        self._overlay = pynq.Overlay(str(path))
        try:
            self._identify(design)
        except BaseException:
            self.close()
            raise

    def read(self, register: int) -> int:
        return self._overlay.accelerator.read(register)

    def write(self, register: int, value: int) -> None:
        self._overlay.accelerator.write(register, value)

    def close(self) -> None:
        super().close()
        if self._overlay is not None:
            self._overlay.free()
            self._overlay = None

    def _most_bytes(self) -> int:
        return 1 << 24  # of contiguous memory, of which a board has little

    def _reset_dma(self) -> None:
        dma = self._overlay.dma
        for control, channel in (
            (_SEND_CONTROL, dma.sendchannel),
            (_RECEIVE_CONTROL, dma.recvchannel),
        ):
            dma.write(control, _RESET)
            deadline = time.monotonic() + self._timeout
            while dma.read(control) & _RESET:
                if time.monotonic() > deadline:
                    raise TransportError("the DMA does not come out of its reset")
            channel.start()

    def _move(self, data: np.ndarray, given: np.ndarray) -> None:
        dma = self._overlay.dma
        buffers = [self._pynq.allocate(shape=(one.size,), dtype=np.uint8) for one in (data, given)]
        try:
            send, receive = buffers
            send[:] = data
            dma.recvchannel.transfer(receive)
            dma.sendchannel.transfer(send)
            deadline = time.monotonic() + self._timeout
            for channel in (dma.sendchannel, dma.recvchannel):
                while not channel.idle:
                    if channel.error:
                        raise TransportError("the DMA reports an error of the memory bus")
                    if time.monotonic() > deadline:
                        raise TimeoutError
                channel.wait()
            given[:] = receive
        except BaseException:
            self._reset_dma()  # before it loses the buffers that it may still fill
            raise
        finally:
            for buffer in buffers:
                buffer.freebuffer()
