"""The host's side of a session: numbered packets, repeated until they are answered."""

import math
import os
from typing import List, Optional

import numpy as np

from ..errors import MissingWeightsError, TransportError
from .faults import Faults
from .packets import FLAG, Packet, PacketReader, Reason, Status, Type
from .port import Port

_LOOK = 0.05
_AHEAD = 0.002


class SessionLost(Exception):
    """The board does not know this session any more, or does not answer."""


class Link:
    """Packets over a port. session is 0 while there is none."""

    def __init__(
        self,
        port: Port,
        rate: int,
        timeout: float,
        retries: int,
        patience: float,
        faults: Faults,
    ):
        self._port = port
        self._byte_time = port.bits_a_byte / rate
        self._timeout = timeout
        self._retries = retries
        self._patience = patience
        self._faults = faults
        self._reader = PacketReader()
        self._damaged = 0
        self._aborted = 0
        self._out = bytearray()
        self._line_free = port.now()
        self._status = Status(0, 0, 0, 0)
        self._last_session = int.from_bytes(os.urandom(2), "little")
        self._room = 1
        self._max_payload = 128
        self.session = 0
        self._data_sequence = 0
        self._result_sequence = 0

    def allow(self, max_payload: int) -> None:
        """What the board can take: bytes of payload a packet."""
        self._max_payload = max(1, max_payload)

    def now(self) -> float:
        """Seconds on the port's clock."""
        return self._port.now()

    def close(self) -> None:
        """Closes the port."""
        self._port.close()

    def abandon(self) -> None:
        """Forgets the session and what was to be sent in it."""
        self.session = 0
        self._out.clear()

    def ask(self, kind: int, answer: int, session: int) -> Packet:
        """Sends a packet until it is answered; TransportError if it never is."""
        self._out.clear()
        question = FLAG + Packet(kind, 0, session).encode()
        for attempt in range(self._retries + 1):
            if attempt:
                self._faults.report("silence", f"no answer to {Type(kind).name}", self.now())
            self._send(question)
            deadline = self._deadline()
            while self.now() < deadline:
                for packet in self._exchange(deadline):
                    if packet.type == Type.REFUSED and Status.of(packet).reason == Reason.WEIGHTS:
                        raise MissingWeightsError(
                            "the board's flash does not hold this build's weights, so it has not "
                            "started; write them with 'nn2fpga program BUILD_DIR', then reset it"
                        )
                    if packet.type == answer and (session == 0 or packet.session == session):
                        return packet
        raise TransportError(
            f"nothing at the port answers {Type(kind).name}; is the board programmed, "
            "and is this its port and its bit rate?"
        )

    def new_session(self) -> None:
        """Opens a session: the board forgets all that it was given before."""
        self.abandon()
        self._last_session = self._last_session % 0xFFFF + 1
        opened = self.ask(Type.OPEN, Type.OPENED, self._last_session)
        self._room = Status.of(opened).room
        self.session = self._last_session
        self._data_sequence = 0
        self._result_sequence = 0

    def check_status(self, report: bool = True) -> None:
        """Takes the board's counts; what it dropped since the last time is a fault if report."""
        if self.session == 0:
            self.new_session()
        for _ in range(self._retries + 1):
            self._acknowledge()
            deadline = self._deadline()
            while self.now() < deadline:
                for packet in self._exchange(deadline):
                    if packet.type in (Type.ACCEPTED, Type.REFUSED):
                        status = Status.of(packet)
                        self._status = self._status if report else status
                        self._count(status)
                        if packet.type == Type.REFUSED and packet.session != self.session:
                            self._faults.report("session", _of_another(packet, self), self.now())
                            self.abandon()
                        return
            self._faults.report("silence", "no answer to ACKNOWLEDGE", self.now())

    def stream(
        self,
        samples: np.ndarray,
        results: np.ndarray,
        started: List[Optional[float]],
        first: int,
        latencies: List[float],
    ) -> None:
        """Sends samples [N, bytes] and fills results [N, bytes]; SessionLost ends it early.

        started: times when samples first went out, from the sample `first` on; latencies grows by
        each sample whose result is whole."""
        Stream(self, samples, results, started, first, latencies).run()

    # What follows is for Stream.

    def _send(self, data: bytes) -> None:
        self._out += data

    def _acknowledge(self) -> None:
        self._send(Packet(Type.ACKNOWLEDGE, self._result_sequence, self.session).encode())

    def _deadline(self) -> float:
        """When what was sent so far should have been answered."""
        return self.now() + self._backlog() + self._answer_time() + self._timeout

    def _backlog(self) -> float:
        """Seconds until what was sent so far is through the line."""
        return max(self._line_free - self.now(), 0.0) + len(self._out) * self._byte_time

    def _answer_time(self) -> float:
        """Seconds on the line of all that the board may have to say before an answer."""
        return (self._max_payload + 64) * self._byte_time

    def _exchange(self, deadline: float) -> List[Packet]:
        now = self.now()
        written, received = self._port.exchange(bytes(self._out[:4096]), min(deadline - now, _LOOK))
        if written:
            del self._out[:written]
            self._line_free = max(self._line_free, now) + written * self._byte_time
        packets = self._reader.feed(received)
        new = self._reader.damaged - self._damaged
        self._damaged = self._reader.damaged
        if self.session == 0:
            # OPEN breaks off what the board was sending.
            new -= self._reader.aborted - self._aborted
        self._aborted = self._reader.aborted
        if new:
            self._faults.report("damaged", f"{new} packets from the board", self.now(), new)
        return packets

    def _flush(self) -> None:
        """Hands over what is left to be sent."""
        deadline = self._deadline()
        while self._out and self.now() < deadline:
            written, received = self._port.exchange(bytes(self._out), _LOOK)
            del self._out[:written]
            self._reader.feed(received)

    def _count(self, status: Status) -> None:
        if status.dropped < self._status.dropped:
            self._status = Status(0, 0, 0, 0)  # it was reset
        new = status.dropped - self._status.dropped
        self._status = status
        if new:
            self._faults.report("board-damaged", f"{new} packets to the board", self.now(), new)


class Stream:
    """One run of samples within a session, by go-back-N."""

    def __init__(
        self,
        link: Link,
        samples: np.ndarray,
        results: np.ndarray,
        started: List[Optional[float]],
        first: int,
        latencies: List[float],
    ):
        self._link = link
        self._data = samples.tobytes()
        self._sample_size = samples.shape[1]
        self._results = results
        self._started = started
        self._first = first
        self._latencies = latencies
        size = link._max_payload
        self._packets = [self._data[i : i + size] for i in range(0, len(self._data), size)]
        self._accepted = 0  # packets that the board has
        self._next = 0  # the packet to be sent next
        self._sent = 0  # packets that were sent at least once
        self._given = bytearray()  # result bytes
        self._asked = False  # whether ACKNOWLEDGE was sent to see whether the board is there
        self._heard = False
        self._silent = 0
        self._end = min(max(1, link._room), len(self._packets))  # there is no room for this one
        self._deaf_until = 0.0  # refusals until then are those of packets sent before going back
        self._behind = 0  # answers in a row that wait for a packet before those of this run

    def run(self) -> None:
        """Until every result is there."""
        link = self._link
        progress = link.now()
        deadline = link._deadline()
        while len(self._given) < self._results.size:
            self._fill()
            before = (self._accepted, len(self._given))
            for packet in link._exchange(min(deadline, self._next_send())):
                self._take(packet)
            now = link.now()
            if before != (self._accepted, len(self._given)):
                progress = now
                self._silent = 0
                deadline = link._deadline()
            elif now >= deadline:
                if now - progress > link._patience and self._silent == 0:
                    link.abandon()
                    raise TransportError(
                        f"the accelerator takes and gives nothing for {now - progress:.3g} s"
                    )
                self._repeat(now)
                deadline = link._deadline()
        link._data_sequence = (link._data_sequence + len(self._packets)) % 256
        link._flush()

    def _next_send(self) -> float:
        """When the line has room for another packet; never if there is none to be sent."""
        link = self._link
        if self._next >= self._end:
            return math.inf
        return link.now() + max(link._backlog() - _AHEAD / 2, link._byte_time)

    def _fill(self) -> None:
        """Sends what may be sent, little ahead of the line: an ACKNOWLEDGE must not wait long."""
        link = self._link
        ahead = max(_AHEAD, link._max_payload * link._byte_time)
        while self._next < self._end and link._backlog() < ahead:
            packet = self._packets[self._next]
            self._mark(link.now())
            sequence = (link._data_sequence + self._next) % 256
            link._send(Packet(Type.DATA, sequence, link.session, packet).encode())
            self._next += 1
            self._sent = max(self._sent, self._next)

    def _mark(self, now: float) -> None:
        """Notes when the samples that begin in the next packet go out."""
        size, packet = self._sample_size, self._link._max_payload
        begin = self._next * packet
        for sample in range(-(-begin // size), -(-min(begin + packet, len(self._data)) // size)):
            if self._started[self._first + sample] is None:
                self._started[self._first + sample] = now

    def _take(self, packet: Packet) -> None:
        link = self._link
        status = Status.of(packet)
        if packet.type == Type.REFUSED and status.reason == Reason.SESSION:
            if packet.session != link.session:
                self._lose(_of_another(packet, link))
            return
        if packet.session != link.session:
            return  # an answer of an earlier session
        self._heard = True
        if packet.type in (Type.ACCEPTED, Type.REFUSED):
            link._count(status)
            if self._advance(packet.sequence):
                self._end = min(self._accepted + status.room, len(self._packets))
                link._room = status.room
                if packet.type == Type.REFUSED:
                    self._go_back(status.reason)
        elif packet.type == Type.RESULT:
            self._result(packet)

    def _advance(self, sequence: int) -> bool:
        """The board waits for this packet: it has all before it. Whether that is news."""
        link = self._link
        ahead = (sequence - link._data_sequence - self._accepted) % 256
        if ahead > self._sent - self._accepted:
            # An answer may have been overtaken by the last results; a board says it once.
            self._behind += 1
            if self._behind > 8:
                self._lose(f"the board waits for data packet {sequence}, which was not sent")
            return False
        self._behind = 0
        self._accepted += ahead
        self._next = max(self._next, self._accepted)
        return True

    def _go_back(self, reason: int) -> None:
        link = self._link
        now = link.now()
        if now < self._deaf_until or self._next == self._accepted:
            return
        if reason != Reason.ROOM:
            link._faults.report("lost", f"the board waits for data packet {self._accepted}", now)
        # What is on the way will be refused as well.
        self._deaf_until = now + link._backlog() + link._answer_time() + link._timeout / 4
        self._next = self._accepted

    def _result(self, packet: Packet) -> None:
        link = self._link
        ahead = (packet.sequence - link._result_sequence) % 256
        if ahead >= 128:
            return  # once more what is here already
        if ahead > 0 or len(self._given) + len(packet.payload) > self._results.size:
            self._lose(f"the board gives result {packet.sequence}, which is out of order")
        link._result_sequence = (link._result_sequence + 1) % 256
        self._given += packet.payload
        link._acknowledge()
        now = link.now()
        size = self._results.shape[1]
        done = self._first
        while (len(self._latencies) - done + 1) * size <= len(self._given):
            index = len(self._latencies) - done
            self._results[index] = np.frombuffer(self._given, np.uint8, size, index * size)
            self._latencies.append(now - (self._started[len(self._latencies)] or now))

    def _repeat(self, now: float) -> None:
        """Nothing new in time: once more what was not answered, and the question for results."""
        link = self._link
        unanswered = self._accepted < self._next
        if not self._heard and (self._asked or unanswered):
            self._silent += 1
            if self._silent > link._retries:
                self._lose(f"no answer to {self._silent} repetitions")
        if unanswered or (self._asked and not self._heard):
            link._faults.report(
                "silence",
                f"no answer to data packet {self._accepted}"
                if unanswered
                else "no answer to ACKNOWLEDGE",
                now,
            )
        self._asked = True
        self._heard = False
        self._next = self._accepted
        link._acknowledge()

    def _lose(self, reason: str) -> None:
        self._link.abandon()
        raise SessionLost(reason)


def _of_another(packet: Packet, link: Link) -> str:
    return f"the board's session is {packet.session}, not {link.session}"
