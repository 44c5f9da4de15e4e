"""Packets of the serial protocol: docs/protocol.md."""

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import List, Optional, Tuple

FLAG = b"\x7e"

_HEADER = struct.Struct("<BBHH")
_CRC = struct.Struct("<I")
_STATUS = struct.Struct("<BBHH")
_IDENTITY = struct.Struct("<4sBBHI32sIIHHHBHHHBffff")
_MAGIC = b"nn2f"


class Type(IntEnum):
    """Who sends what: 01 to 7F the host, 80 and above the board."""

    IDENTIFY = 0x01
    OPEN = 0x02
    DATA = 0x03
    ACKNOWLEDGE = 0x04
    IDENTITY = 0x81
    OPENED = 0x82
    ACCEPTED = 0x83
    RESULT = 0x84
    REFUSED = 0x85


class Reason(IntEnum):
    """Why a packet was REFUSED."""

    NONE = 0
    SESSION = 1
    SEQUENCE = 2
    ROOM = 3
    TYPE = 4
    WEIGHTS = 5


@dataclass(frozen=True)
class Packet:
    """What stands between two flags, without its check sum."""

    type: int
    sequence: int
    session: int
    payload: bytes = b""

    def encode(self) -> bytes:
        """The bytes on the link, flags included."""
        body = _HEADER.pack(self.type, self.sequence, self.session, len(self.payload))
        body += self.payload
        body += _CRC.pack(zlib.crc32(body))
        return FLAG + body.replace(b"\x7d", b"\x7d\x5d").replace(FLAG, b"\x7d\x5e") + FLAG


class PacketReader:
    """Finds packets in the bytes of a link."""

    def __init__(self) -> None:
        self.damaged = 0
        """Packets dropped since the start for a wrong check sum, length or framing."""
        self.aborted = 0
        """Those among them that the sender may have broken off: they end in an escape."""
        self._part = b""
        self._synchronized = False

    def feed(self, data: bytes) -> List[Packet]:
        """The packets that these bytes complete."""
        if FLAG not in data:
            self._part += data
            return []
        frames = (self._part + data).split(FLAG)
        self._part = frames.pop()
        if not self._synchronized:
            # Nobody knows where what came before the first flag began.
            self._synchronized = True
            frames[0] = b""
        packets = []
        for frame in frames:
            if frame:
                packet = _decode(frame)
                if packet is None:
                    self.damaged += 1
                    self.aborted += frame.endswith(b"\x7d")
                else:
                    packets.append(packet)
        return packets


def _decode(frame: bytes) -> Optional[Packet]:
    if frame.count(b"\x7d") != frame.count(b"\x7d\x5e") + frame.count(b"\x7d\x5d"):
        return None
    body = frame.replace(b"\x7d\x5e", FLAG).replace(b"\x7d\x5d", b"\x7d")
    if len(body) < _HEADER.size + _CRC.size:
        return None
    (crc,) = _CRC.unpack(body[-_CRC.size :])
    kind, sequence, session, length = _HEADER.unpack(body[: _HEADER.size])
    payload = body[_HEADER.size : -_CRC.size]
    if length != len(payload) or crc != zlib.crc32(body[: -_CRC.size]):
        return None
    return Packet(kind, sequence, session, payload)


@dataclass(frozen=True)
class Status:
    """What OPENED, ACCEPTED and REFUSED carry. room: packets of data that fit now; dropped and
    refused: counts since the board's power-up, stopping at 65535."""

    reason: int
    room: int
    dropped: int
    refused: int

    @staticmethod
    def of(packet: Packet) -> "Status":
        """The status of a packet; of one that has none, all zero."""
        if len(packet.payload) < _STATUS.size:
            return Status(0, 0, 0, 0)
        return Status(*_STATUS.unpack(packet.payload[: _STATUS.size]))


@dataclass(frozen=True)
class Tensor:
    """A frame as the identification tells it; scale and zero point of the first channel."""

    shape: Tuple[int, int, int]
    bits: int
    signed: bool
    scale: float
    zero_point: float


@dataclass(frozen=True)
class Identification:
    """What a board says of itself."""

    version: int
    window: int
    max_payload: int
    clock: int
    hash: str
    input_bytes: int
    output_bytes: int
    input: Tensor
    output: Tensor

    @staticmethod
    def of(payload: bytes) -> "Identification":
        """Reads the block of an IDENTITY packet; ValueError if it is none."""
        if len(payload) < _IDENTITY.size:
            raise ValueError(f"an identification block of {len(payload)} bytes")
        fields = _IDENTITY.unpack(payload[: _IDENTITY.size])
        if fields[0] != _MAGIC:
            raise ValueError(f"an identification block that begins with {fields[0]!r}")
        return Identification(
            version=fields[1],
            window=fields[2],
            max_payload=fields[3],
            clock=fields[4],
            hash=fields[5].hex(),
            input_bytes=fields[6],
            output_bytes=fields[7],
            input=_tensor(fields[8:12], fields[16:18]),
            output=_tensor(fields[12:16], fields[18:20]),
        )


def _tensor(place, encoding) -> Tensor:
    bits = place[3]
    return Tensor(tuple(place[:3]), bits & 0x7F, bits >> 7 == 1, *encoding)
