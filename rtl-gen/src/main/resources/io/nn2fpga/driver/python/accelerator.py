"""Arrays in, arrays out."""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Optional

import numpy as np

from .design import Design, to_frames
from .errors import AcceleratorError, InputError, TransportError
from .host import HostParts
from .transport import Transport


class Accelerator:
    """The network, computed by the accelerator at the other end of a transport.

    May be used by several threads; their batches pass one after the other."""

    def __init__(self, transport: Transport, design: Optional[Design] = None):
        self.design = design if design is not None else Design.load()
        self._host = HostParts(self.design) if self.design.host else None
        self._transport = transport
        self._open = True
        self._turn = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix=self.design.name)
        transport.open(self.design)

    def __enter__(self) -> "Accelerator":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Gives the transport's resources back, once what was submitted is done; may be called
        again."""
        self._worker.shutdown(wait=True)
        if self._open:
            self._open = False
            self._transport.close()

    def submit(self, x) -> "Future[np.ndarray]":
        """Like predict, in the background: a future with the result, or with predict's error."""
        if not self._open:
            raise AcceleratorError("the accelerator is closed")
        return self._worker.submit(self.predict, x)

    async def predict_async(self, x) -> np.ndarray:
        """Like predict, for coroutines."""
        return await asyncio.wrap_future(self.submit(x))

    def predict(self, x) -> np.ndarray:
        """The model's output.

        x: floats as the model takes them, or uint8 as they were before preprocessing; one sample,
        or several along a first axis. The result has that first axis too, or not. A model that
        takes codes takes integers of any type as its codes, floats as the numbers they stand for;
        the result is numbers in any case.
        """
        codes, finish = self._prepare(np.asarray(x))
        return finish(self.predict_raw(codes))

    def _prepare(self, x: np.ndarray):
        """Codes for the accelerator, and what makes the model's output of those it gives."""
        if self._host is not None:
            return self._host.prepare(x, self)
        codes, single = self._codes(x)

        def finish(results: np.ndarray) -> np.ndarray:
            y = self._finish(self._dequantize(results))
            return y[0] if single else y

        return codes, finish

    def predict_raw(self, codes) -> np.ndarray:
        """Codes [N, height, width, channels] in, codes [N, height, width, channels] out."""
        if not self._open:
            raise AcceleratorError("the accelerator is closed")
        stream = self.design.input.stream
        codes = np.asarray(codes)
        if codes.dtype.kind not in "iu":
            raise InputError(f"codes must be integers, not {codes.dtype}")
        if codes.ndim != 4 or codes.shape[1:] != stream.shape:
            raise InputError(
                f"codes must have the shape (N, {', '.join(map(str, stream.shape))}), "
                f"not {codes.shape}"
            )
        if len(codes) == 0:
            raise InputError("there is no sample")
        low, high = stream.element.min, stream.element.max
        if codes.min() < low or codes.max() > high:
            raise InputError(
                f"codes must be within [{low}, {high}], not [{codes.min()}, {codes.max()}]"
            )
        with self._turn:
            beats = self._transport.transfer(stream.pack(codes.astype(np.int64)))
        expected = self.design.output.stream
        if beats.shape != (len(codes), *expected.places().shape):
            raise TransportError(f"the transport gave beats of shape {beats.shape}")
        return expected.unpack(beats)

    def _codes(self, x: np.ndarray):
        given = self.design.input
        if given.takes_codes and x.dtype.kind in "iu":
            batch, single = self._batch(x, given.shape, "the model's input")
            frames = to_frames(batch, given.frame, given.channels_last)
            return frames.reshape(len(batch), *given.stream.shape), single
        if x.dtype == np.uint8:
            batch, single = self._batch(x, given.raw_shape, "raw data")
            frames = to_frames(batch, given.frame, given.raw_channels_last)
            if given.raw_is_code:
                return frames.reshape(len(batch), *given.stream.shape), single
            frames = frames.astype(np.float64) * given.raw_scale - np.asarray(given.raw_mean)
            return self._quantize((frames / np.asarray(given.raw_std)).astype(np.float32)), single
        if x.dtype.kind != "f":
            raise InputError(
                f"the input must be floating point (as the model takes it) or uint8 (raw), "
                f"not {x.dtype}"
            )
        batch, single = self._batch(x, given.shape, "the model's input")
        if not np.isfinite(batch).all():
            raise InputError("the input holds values that are not finite")
        return self._quantize(to_frames(batch, given.frame, given.channels_last)), single

    @staticmethod
    def _batch(x: np.ndarray, shape, what: str):
        if x.shape == shape:
            return x[np.newaxis], True
        if x.ndim == len(shape) + 1 and x.shape[1:] == shape:
            if len(x) == 0:
                raise InputError("there is no sample")
            return x, False
        wanted = ", ".join(map(str, shape))
        raise InputError(f"{what} has the shape ({wanted}) or (N, {wanted}), not {x.shape}")

    def _quantize(self, frames: np.ndarray) -> np.ndarray:
        given = self.design.input
        element = given.stream.element
        codes = np.rint(
            frames.astype(np.float64) / np.asarray(given.scales) + np.asarray(given.zero_points)
        )
        codes = np.clip(codes, element.min, element.max).astype(np.int64)
        return codes.reshape(len(codes), *given.stream.shape)

    def _dequantize(self, codes: np.ndarray) -> np.ndarray:
        made = self.design.output
        values = codes.reshape(len(codes), *made.frame) - np.asarray(made.zero_points)
        return self._ordered((np.asarray(made.scales) * values).astype(np.float32))

    def _ordered(self, values: np.ndarray) -> np.ndarray:
        """Frames of the output in the order of the model's value."""
        made = self.design.output
        frames = values.reshape(len(values), *made.frame)
        return np.moveaxis(frames, 3, 1).reshape(len(values), *made.shape)

    def _finish(self, y: np.ndarray) -> np.ndarray:
        for kind, axis in self.design.output.host_steps:
            axis = axis + 1 if axis >= 0 else axis
            if kind == "softmax":
                y = np.exp(y - y.max(axis=axis, keepdims=True))
                y = y / y.sum(axis=axis, keepdims=True)
            elif kind == "argmax":
                y = y.argmax(axis=axis)
            else:
                raise AcceleratorError(f"design.json asks for the unknown host step '{kind}'")
        return y
