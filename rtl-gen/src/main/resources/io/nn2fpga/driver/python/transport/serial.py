"""An accelerator at a serial port."""

import os
from typing import Any, Dict, List, Optional, Union

import numpy as np

from ..design import Design
from ..errors import TransportError, WrongDesignError
from . import sample_bytes
from .base import Transport
from .faults import Faults
from .link import Link, SessionLost
from .packets import Identification, Type
from .port import Port, open_port

_VERSION = 1


class SerialTransport(Transport):
    """Talks to a board by packets over a serial port, as docs/protocol.md says.

    What is damaged, lost or out of order on the way is sent again; when the board forgot the
    session (it was reset), a new one begins with the first sample that has no answer yet. So faults
    cost time, never a wrong answer; each one is in faults."""

    def __init__(
        self,
        port: Union[str, os.PathLike, Port],
        rate: Optional[int] = None,
        timeout: float = 0.1,
        retries: int = 10,
        recoveries: int = 10,
        patience: float = 10.0,
    ):
        """port: the device's name, for example /dev/ttyUSB0.
        rate: bits a second, by default what the board was built for.
        timeout: seconds without an answer, beyond the time on the line, until a packet is repeated.
        retries: repetitions without any answer until the session counts as lost.
        recoveries: new sessions without a further sample until the transfer is given up.
        patience: seconds that the accelerator may take for the next step of a transfer."""
        self._given = port
        self._rate = rate
        self._timeout = timeout
        self._retries = retries
        self._recoveries = recoveries
        self._patience = patience
        self._link: Optional[Link] = None
        self._design: Optional[Design] = None
        self.faults = Faults()
        """All that went wrong on the way so far."""
        self.identification: Optional[Identification] = None
        """What the board says of itself, once open."""
        self.latencies: List[float] = []
        """Of each sample of the last transfer: seconds from its first byte's way to the port until
        its last output byte was there; samples before it that are still on the way included."""
        self.seconds = 0.0
        """Duration of the last transfer."""

    def open(self, design: Design) -> None:
        port = self._given
        if not isinstance(port, Port):
            port = self._open_port(port, design)
        self._design = design
        self._link = Link(
            port, self._bit_rate(design), self._timeout, self._retries, self._patience, self.faults
        )
        try:
            self.identification = self._identify(design)
            self._link.allow(self.identification.max_payload)
            self._link.new_session()
            self._link.check_status(report=False)
        except BaseException:
            self.close()
            raise

    def transfer(self, beats: np.ndarray) -> np.ndarray:
        design, link = self._design, self._link
        if design is None or link is None:
            raise TransportError("the transport is not open")
        data = sample_bytes.pack(design.input.stream, beats)
        given = np.empty((len(beats), sample_bytes.sample_bytes(design.output.stream)), np.uint8)
        started: List[Optional[float]] = [None] * len(beats)
        self.latencies = []
        begin = link.now()
        failures = 0
        while len(self.latencies) < len(beats):
            before = len(self.latencies)
            try:
                if link.session == 0:
                    link.new_session()
                link.stream(data[before:], given[before:], started, before, self.latencies)
            except SessionLost as lost:
                failures = 0 if len(self.latencies) > before else failures + 1
                self.faults.report("session", str(lost), link.now())
                if failures > self._recoveries:
                    raise TransportError(
                        f"{lost}; {failures} new sessions brought no further sample"
                    ) from None
            except BaseException:
                link.abandon()
                raise
        self.seconds = link.now() - begin
        return sample_bytes.unpack(design.output.stream, given)

    def finish(self) -> None:
        """Asks the board for its counts, so that faults has all that it dropped."""
        if self._link is None:
            raise TransportError("the transport is not open")
        self._link.check_status()

    def measurements(self) -> Dict[str, Any]:
        return {
            "latencies": self.latencies,
            "seconds": self.seconds,
            "clock": "wall",
            "faults": dict(self.faults.counts),
        }

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def _open_port(self, device: Union[str, os.PathLike], design: Design) -> Port:
        if design.link == "spi":
            self._require("uart", design, "SpiTransport or FtdiTransport, or the targets spi:DEVICE and ftdi")
        return open_port(os.fspath(device), self._bit_rate(design))

    def _require(self, kind: str, design: Design, how: str) -> None:
        """Refuses what was built for another link, unless the rate was named all the same."""
        if self._rate is None and design.link not in (None, kind):
            raise TransportError(
                f"{design.name} was built for the board's link '{design.link}'; reach it by {how}"
            )

    def _bit_rate(self, design: Design) -> int:
        rate = self._rate if self._rate is not None else design.rate
        if rate is None:
            raise TransportError(
                "this design was built for a board without a serial link; "
                "name the bit rate: SerialTransport(port, rate=...)"
            )
        return rate

    def _identify(self, design: Design) -> Identification:
        answer = self._link.ask(Type.IDENTIFY, Type.IDENTITY, 0)
        try:
            found = Identification.of(answer.payload)
        except ValueError as error:
            raise WrongDesignError(f"the board does not speak this protocol: {error}") from None
        if found.version != _VERSION:
            raise WrongDesignError(
                f"the board speaks version {found.version} of the protocol, this driver {_VERSION}"
            )
        if found.hash != design.hash:
            raise WrongDesignError(
                f"the board holds another design: its hash is {found.hash}, "
                f"that of {design.name} is {design.hash}; program the board with this build's bitstream"
            )
        for side, size, stream in (
            ("input", found.input_bytes, design.input.stream),
            ("output", found.output_bytes, design.output.stream),
        ):
            if size != sample_bytes.sample_bytes(stream):
                raise WrongDesignError(
                    f"the board's {side} has {size} bytes a sample, "
                    f"that of {design.name} {sample_bytes.sample_bytes(stream)}"
                )
        return found
