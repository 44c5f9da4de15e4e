"""Beats as bytes: each padded to whole bytes, lane 0 in the low bits of its first byte."""

import numpy as np

from ..design import Stream


def beat_bytes(stream: Stream) -> int:
    """Bytes of a beat."""
    return -(-stream.element.bits * stream.pixels * stream.lanes // 8)


def sample_bytes(stream: Stream) -> int:
    """Bytes of a sample."""
    return beat_bytes(stream) * len(stream.places())


def pack(stream: Stream, beats: np.ndarray) -> np.ndarray:
    """Beats [N, beats, elements] as uint8 [N, bytes]."""
    bits = stream.element.bits
    if bits == 8:
        return beats.astype(np.uint8).reshape(len(beats), -1)
    cut = (beats[..., np.newaxis] >> np.arange(bits) & 1).astype(np.uint8)
    cut = cut.reshape(*beats.shape[:2], -1)
    return np.packbits(cut, axis=2, bitorder="little").reshape(len(beats), -1)


def unpack(stream: Stream, data: np.ndarray) -> np.ndarray:
    """The inverse of pack."""
    bits, elements = stream.element.bits, stream.pixels * stream.lanes
    beats = data.reshape(len(data), -1, beat_bytes(stream))
    cut = np.unpackbits(beats, axis=2, count=bits * elements, bitorder="little")
    cut = cut.reshape(*beats.shape[:2], elements, bits).astype(np.int64)
    values = (cut << np.arange(bits)).sum(axis=3)
    if stream.element.signed:
        values -= (values >> (bits - 1)) << bits
    return values
