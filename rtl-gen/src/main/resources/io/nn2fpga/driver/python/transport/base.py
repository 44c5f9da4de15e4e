"""What every way to an accelerator does."""

from abc import ABC, abstractmethod
from typing import Any, Dict

import numpy as np

from ..design import Design


class Transport(ABC):
    """Carries beats to an accelerator and its beats back."""

    @abstractmethod
    def open(self, design: Design) -> None:
        """Gets ready for a design; called once."""

    @abstractmethod
    def transfer(self, beats: np.ndarray) -> np.ndarray:
        """Input beats [N, beats, elements] to output beats [N, beats, elements]."""

    def finish(self) -> None:
        """After the last transfer: learns of faults that nobody was told yet."""

    def measurements(self) -> Dict[str, Any]:
        """What is known of the last transfer: latencies (seconds, a sample each), seconds of the
        whole transfer, clock ("wall" or "simulated") by which they count, cycles, faults (events
        by kind), what the simulator counted; each where it applies. To be asked once closed."""
        return {}

    def close(self) -> None:
        """Gives resources back."""
