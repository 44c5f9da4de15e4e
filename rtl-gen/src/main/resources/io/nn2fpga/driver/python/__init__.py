"""Host driver of an accelerator made by nn2fpga.

    from DESIGN import Accelerator, SerialTransport

    with Accelerator(transport=SerialTransport("/dev/ttyUSB0")) as accelerator:
        y = accelerator.predict(x)

What the accelerator takes and gives is written in design.json beside this file.
"""

from .accelerator import Accelerator
from .design import Design
from .errors import (
    AcceleratorError,
    InputError,
    MissingWeightsError,
    TransportError,
    WrongDesignError,
)
from .transport import (
    Fault,
    Faults,
    FtdiTransport,
    PinSimulationTransport,
    PynqTransport,
    SerialTransport,
    SimulationTransport,
    SpiTransport,
    Transport,
    UioTransport,
)

__all__ = [
    "Accelerator",
    "AcceleratorError",
    "Design",
    "Fault",
    "Faults",
    "FtdiTransport",
    "InputError",
    "MissingWeightsError",
    "PinSimulationTransport",
    "PynqTransport",
    "SerialTransport",
    "SimulationTransport",
    "SpiTransport",
    "Transport",
    "TransportError",
    "UioTransport",
    "WrongDesignError",
]
