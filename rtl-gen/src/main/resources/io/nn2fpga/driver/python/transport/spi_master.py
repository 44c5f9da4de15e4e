"""What moves bytes both ways at a time."""

import time
from abc import ABC, abstractmethod


class SpiMaster(ABC):
    """A master of SPI in mode 0, high bit first, with one board at its chip select."""

    poll = 64
    """Bytes of a transfer that only asks whether the board has something to say."""

    @abstractmethod
    def transfer(self, data: bytes) -> bytes:
        """Sends data, chip select low meanwhile; what came back, of the same length."""

    def now(self) -> float:
        """Seconds on the clock by which the board works."""
        return time.monotonic()

    @abstractmethod
    def close(self) -> None:
        """Gives the bus back."""
