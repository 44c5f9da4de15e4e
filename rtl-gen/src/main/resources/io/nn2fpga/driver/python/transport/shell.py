"""The accelerator behind a DMA on a Zynq: its registers, and frames as the words of the DMA's streams."""

from abc import ABC, abstractmethod

import numpy as np

from ..design import Design, Stream
from ..errors import TransportError, WrongDesignError
from . import sample_bytes
from .base import Transport

# The header of nn2fpga_axi_control.v has this list.
MAGIC = 0x00
LAYOUT = 0x04
CONTROL = 0x08
STATUS = 0x0C
INPUT_WORDS = 0x10
OUTPUT_WORDS = 0x14
FRAMES_TAKEN = 0x18
FRAMES_GIVEN = 0x1C
HASH = 0x20
FRAMES_PER_PACKET = 0x40

_NN2F = 0x4E4E3246
_LAYOUT = 1
_MOST_FRAMES = 0xFFFF
_MOST_BYTES = (1 << 26) - 1  # of a transfer: the DMA's length register has 26 bits


class Words:
    """How frames lie in a DMA's buffer: a beat begins at a word, its padding is zero."""

    def __init__(self, stream: Stream, words_per_frame: int):
        """words_per_frame: what the shell's register says. Words have 8, 16, 32 ... bits."""
        beats = len(stream.places())
        words = words_per_frame // beats if words_per_frame % beats == 0 else 0
        bits = stream.element.bits * stream.pixels * stream.lanes
        fitting = [w for w in (8 << i for i in range(8)) if words and -(-bits // w) == words]
        if not fitting:
            raise WrongDesignError(
                f"the shell's frames of {words_per_frame} words do not hold {beats} beats of {bits} bits"
            )
        # A single word is the narrowest that holds a beat; of several, only one width gives so many.
        self.word_bytes = fitting[0] // 8
        self.beat_bytes = words * self.word_bytes
        self.frame_bytes = beats * self.beat_bytes
        self._stream = stream

    def pack(self, beats: np.ndarray) -> np.ndarray:
        """Beats [N, beats, elements] as uint8 [N, bytes]."""
        used = sample_bytes.beat_bytes(self._stream)
        data = sample_bytes.pack(self._stream, beats).reshape(*beats.shape[:2], used)
        padded = np.zeros((*beats.shape[:2], self.beat_bytes), np.uint8)
        padded[..., :used] = data
        return padded.reshape(len(beats), -1)

    def unpack(self, data: np.ndarray) -> np.ndarray:
        """The inverse of pack."""
        used = sample_bytes.beat_bytes(self._stream)
        beats = data.reshape(len(data), -1, self.beat_bytes)[..., :used]
        return sample_bytes.unpack(self._stream, beats.reshape(len(data), -1))


class ShellTransport(Transport, ABC):
    """What the ways through the shell's registers and DMA have in common."""

    def __init__(self, timeout: float):
        self._timeout = timeout
        self._input = None
        self._output = None

    @abstractmethod
    def read(self, register: int) -> int:
        """A register of the shell."""

    @abstractmethod
    def write(self, register: int, value: int) -> None:
        """Sets a register of the shell."""

    @abstractmethod
    def _move(self, data: np.ndarray, given: np.ndarray) -> None:
        """Sends bytes and fills the others; TimeoutError when the DMA does not end in time,
        TransportError when it reports an error: both are reset then."""

    @abstractmethod
    def _most_bytes(self) -> int:
        """Of a transfer in each direction."""

    @abstractmethod
    def _reset_dma(self) -> None:
        """Makes the DMA forget a transfer that did not end."""

    def _identify(self, design: Design) -> None:
        magic, layout = self.read(MAGIC), self.read(LAYOUT)
        if magic != _NN2F:
            raise WrongDesignError(f"no accelerator of nn2fpga is there: MAGIC reads {magic:#010x}")
        if layout != _LAYOUT:
            raise WrongDesignError(
                f"the accelerator's registers have layout {layout}, this driver knows {_LAYOUT}"
            )
        words = [self.read(HASH + 4 * i) for i in range(8)]
        found = b"".join(word.to_bytes(4, "little") for word in words).hex()
        if found != design.hash:
            raise WrongDesignError(
                f"the board holds another design: its hash is {found}, "
                f"that of {design.name} is {design.hash}; load this build's bitstream"
            )
        self._input = Words(design.input.stream, self.read(INPUT_WORDS))
        self._output = Words(design.output.stream, self.read(OUTPUT_WORDS))
        self.recover()

    def close(self) -> None:
        self._input = self._output = None

    def recover(self) -> None:
        """Resets the accelerator and the DMA, as after a transfer that was given up."""
        self.write(CONTROL, 1)
        self._reset_dma()
        self.write(CONTROL, 0)

    def transfer(self, beats: np.ndarray) -> np.ndarray:
        if self._input is None or self._output is None:
            raise TransportError("the transport is not open")
        data = self._input.pack(beats)
        given = np.empty((len(data), self._output.frame_bytes), np.uint8)
        most = min(self._most_bytes(), _MOST_BYTES)
        frames = min(most // max(data.shape[1], given.shape[1]), _MOST_FRAMES)
        if frames == 0:
            raise TransportError(f"a sample is larger than a transfer of {most} bytes")
        for begin in range(0, len(data), frames):
            part = slice(begin, begin + frames)
            # The DMA ends a transfer at a tlast, so that there is one for all of its frames.
            self.write(FRAMES_PER_PACKET, len(data[part]))
            answer = np.empty(given[part].size, np.uint8)
            try:
                self._move(data[part].reshape(-1), answer)
            except TimeoutError:
                taken, done = self.read(FRAMES_TAKEN), self.read(FRAMES_GIVEN)
                self.recover()
                raise TransportError(
                    f"{len(data[part])} samples were not done within {self._timeout:g} s: the "
                    f"accelerator took {taken} and gave {done}; it was reset"
                ) from None
            except BaseException:
                self.recover()
                raise
            status = self.read(STATUS)
            if status:
                self.recover()
                raise TransportError(f"the shell reports a broken transfer: STATUS {status:#x}")
            given[part] = answer.reshape(-1, given.shape[1])
        return self._output.unpack(given)
