"""Host driver of an accelerator made by nn2fpga.

    from DESIGN import Accelerator, SimulationTransport

    with Accelerator(transport=SimulationTransport()) as accelerator:
        y = accelerator.predict(x)

What the accelerator takes and gives is written in design.json beside this file.
"""

from .accelerator import Accelerator
from .design import Design
from .errors import AcceleratorError, InputError, TransportError
from .transport import SimulationTransport, Transport

__all__ = [
    "Accelerator",
    "AcceleratorError",
    "Design",
    "InputError",
    "SimulationTransport",
    "Transport",
    "TransportError",
]
