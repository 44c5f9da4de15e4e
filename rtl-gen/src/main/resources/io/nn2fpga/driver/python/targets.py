"""Words for the ways to an accelerator, as 'nn2fpga run --target' takes them."""

from typing import Callable, Dict

from .design import Design
from .errors import TargetError
from .transport import (
    FtdiTransport,
    PinSimulationTransport,
    PynqTransport,
    SerialTransport,
    SimulationTransport,
    SpiTransport,
    Transport,
    UioTransport,
)


def _simulation(rest: str, design: Design) -> Transport:
    """The board at its pins where the build has such a simulator, else the bare accelerator."""
    return SimulationTransport() if design.rate is None else PinSimulationTransport()


def _serial(rest: str, design: Design) -> Transport:
    if not rest:
        raise TargetError("which port? for example serial:/dev/ttyUSB0")
    return SerialTransport(rest)


def _spi(rest: str, design: Design) -> Transport:
    if not rest:
        raise TargetError("which device? for example spi:/dev/spidev0.0")
    return SpiTransport(rest)


def _ftdi(rest: str, design: Design) -> Transport:
    return FtdiTransport(rest)


def _pynq(rest: str, design: Design) -> Transport:
    return PynqTransport(rest or None)


def _uio(rest: str, design: Design) -> Transport:
    return UioTransport(buffer=rest) if rest else UioTransport()


TARGETS: Dict[str, Callable[[str, Design], Transport]] = {
    "sim": _simulation,
    "serial": _serial,
    "spi": _spi,
    "ftdi": _ftdi,
    "pynq": _pynq,
    "uio": _uio,
}
"""By the word before the colon: what makes the transport of what is behind it."""


def transport_for(target: str, design: Design) -> Transport:
    """The transport that a target names; TargetError if it names none."""
    word, _, rest = target.partition(":")
    if word not in TARGETS:
        raise TargetError(f"there is no target '{word}'; known: {', '.join(sorted(TARGETS))}")
    return TARGETS[word](rest, design)
