"""Ways to an accelerator."""

from .base import Transport
from .faults import Fault, Faults
from .pin_simulation import PinSimulationTransport
from .pynq_overlay import PynqTransport
from .rtl_simulation import SimulationTransport
from .serial import SerialTransport
from .spi import FtdiTransport, SpiTransport
from .uio import UioTransport

__all__ = [
    "Fault",
    "Faults",
    "FtdiTransport",
    "PinSimulationTransport",
    "PynqTransport",
    "SerialTransport",
    "SimulationTransport",
    "SpiTransport",
    "Transport",
    "UioTransport",
]
