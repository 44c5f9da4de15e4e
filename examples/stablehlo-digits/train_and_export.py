"""Trains a small convolutional network on the digits of ../data/mnist and exports it from JAX.

Writes model.mlir (what jax.jit(f).lower(x).as_text() prints), golden_input.npy and
golden_output.npy beside this file. Needs jax and numpy only: pip install "jax[cpu]" numpy.
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

SEED = 20261125
TRAINED = 800  # digits to train with; the others judge
EPOCHS = 60
BATCH = 50
GOLDEN = 16

here = Path(__file__).parent
digits = here.parent / "data" / "mnist"
images = np.load(digits / "images.npy").astype(np.float32).transpose(0, 2, 3, 1) / 255
labels = np.load(digits / "labels.npy").astype(np.int32)


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


def loss(p, x, y):
    decay = sum(jnp.sum(p[name] ** 2) for name in ("conv1", "conv2", "dense"))
    return -jnp.mean(jax.nn.log_softmax(logits(p, x))[jnp.arange(len(y)), y]) + 1e-4 * decay


@jax.jit
def step(p, momentum, x, y, rate):
    gradient = jax.grad(loss)(p, x, y)
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradient)
    return jax.tree.map(lambda w, m: w - rate * m, p, momentum), momentum


def shifted(x, random):
    """Every image moved by up to two pixels."""
    padded = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))
    places = random.integers(0, 5, (len(x), 2))
    return np.stack([i[r : r + 28, c : c + 28] for i, (r, c) in zip(padded, places)])


def train():
    random = np.random.default_rng(SEED)
    p = initial(jax.random.key(SEED))
    momentum = jax.tree.map(jnp.zeros_like, p)
    for epoch in range(EPOCHS):
        rate = 0.02 * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = random.permutation(TRAINED)
        for first in range(0, TRAINED, BATCH):
            batch = order[first : first + BATCH]
            p, momentum = step(p, momentum, shifted(images[batch], random), labels[batch], rate)
    return p


parameters = train()
right = jnp.argmax(logits(parameters, images[TRAINED:]), axis=1) == labels[TRAINED:]
print("top-1 on the", len(right), "other digits:", float(right.mean()))

# The parameters are closed over, so that they become constants of the exported function.
digit = jax.jit(lambda image: jax.nn.softmax(logits(parameters, image)))
text = digit.lower(jax.ShapeDtypeStruct((1, 28, 28, 1), jnp.float32)).as_text()
(here / "model.mlir").write_text(text)

golden = images[TRAINED : TRAINED + GOLDEN]
np.save(here / "golden_input.npy", golden)
np.save(here / "golden_output.npy", np.concatenate([digit(image[None]) for image in golden]))
