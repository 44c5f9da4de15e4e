"""Ways to an accelerator."""

from .base import Transport
from .rtl_simulation import SimulationTransport

__all__ = ["SimulationTransport", "Transport"]
