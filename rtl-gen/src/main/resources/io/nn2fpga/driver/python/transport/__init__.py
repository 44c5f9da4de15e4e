"""Ways to an accelerator."""

from .base import Transport
from .faults import Fault, Faults
from .pin_simulation import PinSimulationTransport
from .rtl_simulation import SimulationTransport
from .serial import SerialTransport

__all__ = [
    "Fault",
    "Faults",
    "PinSimulationTransport",
    "SerialTransport",
    "SimulationTransport",
    "Transport",
]
