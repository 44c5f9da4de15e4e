"""An accelerator at an SPI bus whose master is this host: docs/protocol.md, SPI."""

import os
from typing import Any, Optional, Tuple, Union

from ..design import Design
from ..errors import TransportError
from .ftdi import FtdiMaster
from .packets import FLAG
from .port import Port
from .serial import SerialTransport
from .spi_master import SpiMaster
from .spidev import SpidevMaster

_LONGEST = 4096
"""Bytes of a transfer: what Linux' spidev takes unless it is told otherwise."""


class SpiPort(Port):
    """A line of bytes made of transfers: flags where there is nothing to say, and those of the board
    left out.

    A transfer begins with a flag and holds whole packets. On boards whose flash is at the same chip
    select this keeps the flash asleep: what wakes it is another byte at that place."""

    bits_a_byte = 8

    def __init__(self, master: SpiMaster):
        self.master = master
        self._quiet = True  # whether the board's last byte was a flag

    def now(self) -> float:
        return self.master.now()

    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        deadline = self.now() + wait
        packets = _whole_packets(data)
        if packets:
            return len(packets), self._transfer(packets)
        while True:
            received = self._transfer(FLAG * self.master.poll)
            if received or self.now() >= deadline:
                return 0, received

    def _transfer(self, data: bytes) -> bytes:
        received = self.master.transfer(data)
        if len(received) != len(data):
            raise TransportError(f"the master of SPI gave {len(received)} of {len(data)} bytes")
        fill = self._quiet and received.count(FLAG) == len(received)
        self._quiet = received.endswith(FLAG)
        return b"" if fill else received

    def close(self) -> None:
        self.master.close()


def _whole_packets(data: bytes) -> bytes:
    """As many packets as fit into a transfer; a part of one that does not fit by itself."""
    if len(data) <= _LONGEST:
        return data
    end = data.rfind(FLAG + FLAG, 0, _LONGEST)
    return data[: end + 1 if end > 0 else _LONGEST]


class SpiTransport(SerialTransport):
    """Talks to a board by packets over SPI, of which this host is the master by Linux' spidev.

    Faults are treated as those of a serial port are."""

    def __init__(self, device: Union[str, os.PathLike, Port], rate: Optional[int] = None, **settings: Any):
        """device: for example /dev/spidev0.0.
        rate: the highest SCK in hertz, by default what the board was built for.
        The rest as for SerialTransport."""
        super().__init__(device, rate, **settings)

    def _open_port(self, device: Union[str, os.PathLike], design: Design) -> Port:
        self._require("spi", design, "SerialTransport, or the target serial:PORT")
        return SpiPort(SpidevMaster(os.fspath(device), self._bit_rate(design)))


class FtdiTransport(SerialTransport):
    """Talks to a board by packets over SPI, of which the FTDI chip on the board is the master.

    Needs the package pyftdi."""

    def __init__(self, url: str = "", rate: Optional[int] = None, **settings: Any):
        """url: the chip as pyftdi names it, for example ftdi://ftdi:2232h:SERIAL/1; by default the
        only one of the board's kind.
        The rest as for SpiTransport."""
        super().__init__(url, rate, **settings)

    def _open_port(self, device: Union[str, os.PathLike], design: Design) -> Port:
        self._require("spi", design, "SerialTransport, or the target serial:PORT")
        if design.ftdi is None:
            raise TransportError(
                f"no FTDI chip is described as master of the SPI that {design.name} was built for; "
                "spi:DEVICE is Linux' spidev"
            )
        return SpiPort(FtdiMaster(os.fspath(device), design.ftdi, self._bit_rate(design)))
