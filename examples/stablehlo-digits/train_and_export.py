"""Trains a small convolutional network on the digits of ../data/mnist and exports it from JAX.

Writes model.mlir (what jax.jit(f).lower(x).as_text() prints), golden_input.npy and
golden_output.npy beside this file. Needs jax and numpy only: pip install "jax[cpu]" numpy.
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

SEED = 20261125
EPOCHS = 60
RATE = 0.02

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / "data" / "mnist"))
from training import images, save_golden, train  # noqa: E402

images = images.transpose(0, 2, 3, 1)


def initial(key):
    shapes = {"conv1": (3, 3, 1, 8), "conv2": (3, 3, 8, 16), "dense": (784, 10)}
    parameters = {}
    for (name, shape), k in zip(shapes.items(), jax.random.split(key, len(shapes))):
        inputs = int(np.prod(shape[:-1]))
        parameters[name] = jax.random.normal(k, shape) * np.sqrt(2 / inputs)
        parameters[name + "_bias"] = jnp.zeros(shape[-1])
    return parameters


def conv(x, weights, bias):
    layout = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, weights, (1, 1), "SAME", dimension_numbers=layout) + bias


def logits(p, x):
    x = jax.nn.relu(conv(x, p["conv1"], p["conv1_bias"]))
    x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    x = jax.nn.relu(conv(x, p["conv2"], p["conv2_bias"]))
    x = lax.reduce_window(x, 0.0, lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4
    return x.reshape((x.shape[0], -1)) @ p["dense"] + p["dense_bias"]


def decay(p):
    return 1e-4 * sum(jnp.sum(p[name] ** 2) for name in ("conv1", "conv2", "dense"))


parameters = train(logits, initial, images, EPOCHS, RATE, SEED, penalty=decay)

# The parameters are closed over, so that they become constants of the exported function.
digit = jax.jit(lambda image: jax.nn.softmax(logits(parameters, image)))
text = digit.lower(jax.ShapeDtypeStruct((1, 28, 28, 1), jnp.float32)).as_text()
(here / "model.mlir").write_text(text)

save_golden(here, images, digit)
