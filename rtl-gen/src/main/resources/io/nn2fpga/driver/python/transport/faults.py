"""What went wrong on the way and was put right."""

import logging
from collections import Counter, deque
from dataclasses import dataclass
from typing import Deque

_LOG = logging.getLogger(__name__)

_KEPT = 1000


@dataclass(frozen=True)
class Fault:
    """One event.

    kind: damaged (a packet from the board was dropped for its check sum or framing), board-damaged
    (the board dropped one), lost (a packet came out of order, so one before it is missing),
    silence (no answer in time), session (the board forgot the session, as after a reset).
    time: seconds on the transport's clock."""

    kind: str
    message: str
    time: float


class Faults:
    """Counts of all events and the last thousand; each one is also logged as a warning."""

    def __init__(self) -> None:
        self.counts: Counter = Counter()
        """Events by kind."""
        self.recent: Deque[Fault] = deque(maxlen=_KEPT)

    def report(self, kind: str, message: str, time: float, count: int = 1) -> None:
        """Takes note of an event that happened count times."""
        self.counts[kind] += count
        self.recent.append(Fault(kind, message, time))
        _LOG.warning("%s: %s", kind, message)

    def __len__(self) -> int:
        return sum(self.counts.values())
