"""Runs samples of a file: what 'nn2fpga run' starts, with --json as its last argument.

    python -m DESIGN --input X.npy --target serial:/dev/ttyUSB0 [--labels Y.npy] [--output Z.npy]
"""

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from . import Accelerator, AcceleratorError, Design, InputError
from .errors import OutputError
from .targets import TARGETS, transport_for

_SHOWN_SAMPLES = 4
_SHOWN_VALUES = 16
_BARS = 10


def main() -> None:
    """Prints one JSON object; an error of ours is one too."""
    logging.disable(logging.WARNING)  # faults are in the answer
    try:
        answer = _run(_arguments())
    except AcceleratorError as error:
        answer = {"error": {"type": type(error).__name__, "message": str(error)}}
    json.dump(answer, sys.stdout, indent=2)
    print()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--target", required=True, help=", ".join(TARGETS))
    parser.add_argument("--output", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--samples", type=int, help="how many of the first samples")
    return parser.parse_args()


def _run(arguments: argparse.Namespace) -> dict:
    design = Design.load()
    x = np.atleast_1d(_load(arguments.input, "input"))
    if x.shape in design.sample_shapes:
        x = x[np.newaxis]
    x = x[: arguments.samples]
    labels = None
    if arguments.labels is not None:
        labels = _load(arguments.labels, "labels").ravel()[: len(x)]
        if len(labels) != len(x) or labels.dtype.kind not in "iu":
            raise InputError(f"{len(labels)} labels of {labels.dtype} for {len(x)} samples")
    output = arguments.output
    if output is not None and not os.access(output.absolute().parent, os.W_OK):
        raise OutputError(f"the output {output} cannot be written into its folder")
    transport = transport_for(arguments.target, design)
    with Accelerator(transport=transport, design=design) as accelerator:
        y = accelerator.predict(x)
        transport.finish()
    if output is not None:
        _save(output, y)
    answer = {
        "design": design.name,
        "target": arguments.target,
        "samples": len(x),
        "outputShape": list(y.shape[1:]),
        "outputs": y.reshape(len(y), -1)[:_SHOWN_SAMPLES, :_SHOWN_VALUES].tolist(),
    }
    if labels is not None:
        classes = y.reshape(len(y), -1)
        found = classes.argmax(axis=1) if classes.shape[1] > 1 else classes[:, 0]
        answer["correct"] = int((found == labels).sum())
    answer.update(transport.measurements())
    if "latencies" in answer:
        answer["latency"] = _latency(np.array(answer.pop("latencies")))
    return answer


def _load(path: Path, what: str) -> np.ndarray:
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise InputError(f"the {what} {path} cannot be read: {error}") from None
    if not isinstance(array, np.ndarray):
        array.close()
        raise InputError(f"the {what} {path} is an archive; it has to be one array")
    return array


def _save(path: Path, array: np.ndarray) -> None:
    try:
        with open(path, "wb") as file:  # by its name alone, NumPy would add an ending
            np.save(file, array)
    except OSError as error:
        raise OutputError(f"the output {path} cannot be written: {error.strerror}") from None


def _latency(seconds: np.ndarray) -> dict:
    counts, edges = np.histogram(seconds, bins=_BARS)
    return {
        "mean": float(seconds.mean()),
        "min": float(seconds.min()),
        "median": float(np.median(seconds)),
        "p99": float(np.percentile(seconds, 99)),
        "max": float(seconds.max()),
        "counts": counts.tolist(),
        "edges": edges.tolist(),
    }


if __name__ == "__main__":
    main()
