"""What the host computes before and behind the accelerator, in ONNX Runtime.

Only networks that the accelerator does not compute as a whole have such parts: host_head.onnx and
host_tail.onnx beside this file. Each computes one sample, without batch axis; all that goes in and
comes out is float32, codes too.
"""

import sys
from pathlib import Path
from typing import Dict, List

import numpy as np

from .design import Design, to_frames
from .errors import AcceleratorError, InputError


class HostParts:
    """The parts of a design's network that the host computes."""

    def __init__(self, design: Design):
        self._design = design
        record = design.host
        self._input = record["input"]
        self._head = record["head"]
        self._tail = record["tail"]
        self._sessions: Dict[str, object] = {}

    def prepare(self, x: np.ndarray, accelerator):
        """Codes for the accelerator, and what makes the model's output of those it gives."""
        needs_numbers = self._head is not None or (
            self._tail is not None and len(self._tail["inputs"]) > 1
        )
        values: List[Dict[str, np.ndarray]] = []
        if needs_numbers:
            numbers, single = self._numbers(x, accelerator)
            values = [{self._input["name"]: sample} for sample in numbers]
        if self._head is None:
            codes, single = accelerator._codes(x)
        else:
            codes = self._codes(values, accelerator)

        def finish(results: np.ndarray) -> np.ndarray:
            y = self._finish(results, values, accelerator)
            return y[0] if single else y

        return codes, finish

    def _numbers(self, x: np.ndarray, accelerator):
        """Samples as the model takes them."""
        given = self._input
        shape = tuple(given["shape"])
        if given["takesCodes"] and x.dtype.kind in "iu":
            batch, single = accelerator._batch(x, shape, "the model's input")
        elif x.dtype == np.uint8 and given["frame"] is not None:
            raw = given["raw"]
            batch, single = accelerator._batch(x, tuple(raw["shape"]), "raw data")
            frames = to_frames(batch, given["frame"], raw["layout"] == "NHWC")
            frames = frames.astype(np.float64) * raw["scale"] - np.asarray(raw["mean"])
            frames = frames / np.asarray(raw["std"])
            if given["layout"] != "NHWC":
                frames = np.moveaxis(frames, 3, 1)
            batch = frames.reshape(len(batch), *shape)
        elif x.dtype.kind == "f":
            batch, single = accelerator._batch(x, shape, "the model's input")
            if not np.isfinite(batch).all():
                raise InputError("the input holds values that are not finite")
            codes = given["codes"]
            if codes is not None:
                whole = np.rint(batch.astype(np.float64) / codes["scale"] + codes["zeroPoint"])
                batch = np.clip(whole, codes["min"], codes["max"])
        else:
            raise InputError(
                f"the input must be floating point (as the model takes it) or uint8 (raw), "
                f"not {x.dtype}"
            )
        return np.ascontiguousarray(batch, dtype=np.float32), single

    def _codes(self, values: List[Dict[str, np.ndarray]], accelerator) -> np.ndarray:
        given = self._design.input
        outputs = self._head["outputs"]
        for sample in values:
            sample.update(self._run(self._head["file"], outputs, sample, [self._input["name"]]))
        entering = np.stack([sample[outputs[0]] for sample in values])
        frames = to_frames(entering, given.frame, given.channels_last)
        if not self._head["givesCodes"]:
            return accelerator._quantize(frames)
        return frames.astype(np.int64).reshape(len(frames), *given.stream.shape)

    def _finish(self, codes: np.ndarray, values, accelerator) -> np.ndarray:
        if self._tail is None:
            return accelerator._finish(accelerator._dequantize(codes))
        if self._tail["readsCodes"]:
            results = accelerator._ordered(codes).astype(np.float32)
        else:
            results = accelerator._dequantize(codes)
        inputs, output = self._tail["inputs"], self._tail["output"]
        outputs = []
        for i, result in enumerate(results):
            sample = dict(values[i]) if values else {}
            sample[inputs[0]] = result
            outputs.append(self._run(self._tail["file"], [output], sample, inputs)[output])
        y = np.stack(outputs)
        codes = self._tail["codes"]
        if codes is None:
            return y
        return (codes["scale"] * (y.astype(np.float64) - codes["zeroPoint"])).astype(np.float32)

    def _run(self, file: str, outputs, values, inputs) -> Dict[str, np.ndarray]:
        session = self._sessions.get(file)
        if session is None:
            session = self._sessions[file] = _session(self._design.directory / file)
        given = {name: np.ascontiguousarray(values[name]) for name in inputs}
        return dict(zip(outputs, session.run(list(outputs), given)))


def _session(path: Path):
    try:
        import onnxruntime
    except ImportError:
        raise AcceleratorError(
            f"the host computes a part of this network, {path.name}, by the Python package "
            f"onnxruntime, which is not installed: {sys.executable} -m pip install onnxruntime"
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own errors have no common base
        raise AcceleratorError(f"onnxruntime does not load {path}: {error}") from error
