"""What every way to an accelerator does."""

from abc import ABC, abstractmethod

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

    def close(self) -> None:
        """Gives resources back."""
