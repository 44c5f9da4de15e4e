"""The record of the design: design.json, and on boards with a serial link link.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np


@dataclass(frozen=True)
class Element:
    """An integer of some bits, two's complement when signed."""

    bits: int
    signed: bool

    @property
    def min(self) -> int:
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def max(self) -> int:
        return (1 << (self.bits - 1 if self.signed else self.bits)) - 1


@dataclass(frozen=True)
class Stream:
    """How a frame [height, width, channels] is cut into beats of pixels x lanes elements."""

    port: str
    height: int
    width: int
    channels: int
    element: Element
    pixels: int
    lanes: int

    @property
    def shape(self) -> Tuple[int, int, int]:
        return (self.height, self.width, self.channels)

    def places(self) -> np.ndarray:
        """Index into the flat frame of every lane of every beat; -1 for unused lanes."""
        channel_beats = -(-self.channels // self.lanes)
        groups = -(-self.width // self.pixels)
        y, group, beat, pixel, lane = np.ogrid[
            : self.height, :groups, :channel_beats, : self.pixels, : self.lanes
        ]
        x = group * self.pixels + pixel
        c = beat * self.lanes + lane
        index = (y * self.width + x) * self.channels + c
        index = np.where((x < self.width) & (c < self.channels), index, -1)
        return index.reshape(self.height * groups * channel_beats, self.pixels * self.lanes)

    def pack(self, frames: np.ndarray) -> np.ndarray:
        """Frames [N, height, width, channels] as beats [N, beats, pixels * lanes]."""
        places = self.places()
        flat = frames.reshape(len(frames), -1)
        return np.where(places < 0, 0, flat[:, places])

    def unpack(self, beats: np.ndarray) -> np.ndarray:
        """The inverse of pack."""
        places = self.places()
        used = places >= 0
        flat = np.empty((len(beats), self.height * self.width * self.channels), np.int64)
        flat[:, places[used]] = beats[:, used]
        return flat.reshape(len(beats), *self.shape)


@dataclass(frozen=True)
class Input:
    """x = scale[c] * (code - zero_point[c]); raw data: x = (raw * scale - mean[c]) / std[c].

    The codes are in channels-last order; frame is the model's shape in it. channels_last says
    whether the model's input is in that order, raw_channels_last whether raw data are;
    takes_codes whether the model itself takes codes in place of numbers."""

    shape: Tuple[int, ...]
    takes_codes: bool
    channels_last: bool
    frame: Tuple[int, int, int]
    raw_shape: Tuple[int, ...]
    raw_channels_last: bool
    raw_is_code: bool
    scales: List[float]
    zero_points: List[float]
    raw_scale: float
    raw_mean: List[float]
    raw_std: List[float]
    stream: Stream


@dataclass(frozen=True)
class Output:
    """x = scale[c] * (code - zero_point[c]), then the host steps.

    The codes are in the channels-last order of frame, the model's values in channels-first order."""

    value: str
    shape: Tuple[int, ...]
    frame: Tuple[int, int, int]
    scales: List[float]
    zero_points: List[float]
    host_steps: List[Tuple[str, int]]
    stream: Stream


@dataclass(frozen=True)
class Design:
    """Everything that the driver knows of the accelerator."""

    name: str
    model: str
    hash: str
    input: Input
    output: Output
    simulator: Path
    memories: Path
    rate: Optional[int] = None
    """Bits a second of the board's serial link; None for boards without one."""
    link: Optional[str] = None
    """What is spoken on it: uart, spi, ..."""
    ftdi: Optional[Dict[str, Any]] = None
    """The FTDI chip on the board that can be the master of SPI: chip, channel, chipSelect."""
    pin_simulator: Optional[Path] = None
    host: Optional[Dict[str, Any]] = None
    """What the host computes besides; host.py reads it."""
    directory: Path = Path(".")
    bitstream: Optional[Path] = None
    """Where a build leaves it; there may be none."""

    @property
    def sample_shapes(self) -> Tuple[Tuple[int, ...], Tuple[int, ...]]:
        """One sample of the network: as the model takes it, and before preprocessing."""
        if self.host is None:
            return self.input.shape, self.input.raw_shape
        given = self.host["input"]
        return tuple(given["shape"]), tuple(given["raw"]["shape"])

    @staticmethod
    def load() -> "Design":
        """Reads what lies beside this file."""
        here = Path(__file__).resolve().parent
        record = json.loads((here / "design.json").read_text(encoding="utf-8"))
        link = {}
        if (here / "link.json").is_file():
            link = json.loads((here / "link.json").read_text(encoding="utf-8"))
        given, made = record["input"], record["output"]
        return Design(
            name=record["design"],
            model=record["model"],
            hash=record["hash"],
            input=Input(
                shape=tuple(given["shape"]),
                takes_codes=given["takesCodes"],
                channels_last=given["layout"] == "NHWC",
                frame=tuple(given["frame"]),
                raw_shape=tuple(given["raw"]["shape"]),
                raw_channels_last=given["raw"]["layout"] == "NHWC",
                raw_is_code=given["raw"]["isCode"],
                scales=given["scales"],
                zero_points=given["zeroPoints"],
                raw_scale=given["raw"]["scale"],
                raw_mean=given["raw"]["mean"],
                raw_std=given["raw"]["std"],
                stream=_stream(given["stream"]),
            ),
            output=Output(
                value=made["value"],
                shape=tuple(made["shape"]),
                frame=tuple(made["frame"]),
                scales=made["scales"],
                zero_points=made["zeroPoints"],
                host_steps=[(step["kind"], step["axis"]) for step in made["hostSteps"]],
                stream=_stream(made["stream"]),
            ),
            simulator=here / record["simulation"]["executable"],
            memories=here / record["simulation"]["memories"],
            rate=link.get("rate"),
            link=link.get("kind"),
            ftdi=link.get("ftdi"),
            pin_simulator=here / link["simulator"] if link else None,
            bitstream=here.parents[2] / "bitstream" / f"{record['design']}.bit",
            host=record["host"],
            directory=here,
        )


def _stream(record) -> Stream:
    height, width, channels = record["frame"]
    element = Element(record["bits"], record["signed"])
    return Stream(
        record["port"], height, width, channels, element, record["pixels"], record["lanes"]
    )


def to_frames(batch: np.ndarray, frame, channels_last: bool) -> np.ndarray:
    """Samples as frames [N, height, width, channels]; they are channels first unless told."""
    height, width, channels = frame
    if channels_last:
        return batch.reshape(len(batch), *frame)
    return np.moveaxis(batch.reshape(len(batch), channels, height, width), 1, 3)
