"""Trains a small network with operators of its own on the digits of ../data/mnist, exports ONNX.

Writes model.onnx, golden_input.npy and golden_output.npy beside this file. The nodes of domain
'nn2fpga.custom' are what operators.txt defines. Needs: pip install "jax[cpu]" numpy onnx.
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from onnx import TensorProto, helper, numpy_helper, save

SEED = 20261126
TRAINED = 800  # digits to train with; the others judge
EPOCHS = 60
BATCH = 50
GOLDEN = 16

here = Path(__file__).parent
digits = here.parent / "data" / "mnist"
images = np.load(digits / "images.npy").astype(np.float32) / 255
labels = np.load(digits / "labels.npy").astype(np.int32)


def initial(key):
    k = jax.random.split(key, 5)
    return {
        "conv1": jax.random.normal(k[0], (8, 1, 3, 3)) * np.sqrt(2 / 9),
        "slope1": jnp.ones(8),
        "conv2": jax.random.normal(k[1], (16, 8, 3, 3)) * np.sqrt(2 / 72),
        "slope2": jnp.ones(16),
        "pool": jax.random.normal(k[2], (16, 7, 7)) / 7,
        "shift": jnp.zeros(16),
        "dense": jax.random.normal(k[3], (10, 16)) * np.sqrt(1 / 16),
        "dense_bias": jnp.zeros(10),
    }


def channel_swish(x, a):
    return x * jax.nn.sigmoid(a[:, None, None] * x)


def network(p, x):
    conv = lambda x, w: lax.conv_general_dilated(x, w, (1, 1), "SAME")
    pool = lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    x = pool(channel_swish(conv(x, p["conv1"]), p["slope1"]))
    x = pool(channel_swish(conv(x, p["conv2"]), p["slope2"]))
    x = jnp.einsum("nchw,chw->nc", x, p["pool"])
    x = x / (1 + jnp.abs(x)) + p["shift"]
    return x @ p["dense"].T + p["dense_bias"]


def loss(p, x, y):
    return -jnp.mean(jax.nn.log_softmax(network(p, x))[jnp.arange(len(y)), y])


@jax.jit
def step(p, momentum, x, y, rate):
    gradient = jax.grad(loss)(p, x, y)
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradient)
    return jax.tree.map(lambda w, m: w - rate * m, p, momentum), momentum


def shifted(x, random):
    """Every image moved by up to two pixels."""
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    places = random.integers(0, 5, (len(x), 2))
    return np.stack([i[:, r : r + 28, c : c + 28] for i, (r, c) in zip(padded, places)])


def train():
    random = np.random.default_rng(SEED)
    p = initial(jax.random.key(SEED))
    momentum = jax.tree.map(jnp.zeros_like, p)
    for epoch in range(EPOCHS):
        rate = 0.03 * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = random.permutation(TRAINED)
        for first in range(0, TRAINED, BATCH):
            batch = order[first : first + BATCH]
            p, momentum = step(p, momentum, shifted(images[batch], random), labels[batch], rate)
    return p


def export(p):
    domain = "nn2fpga.custom"
    conv = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}

    def node(kind, inputs, output, **attributes):
        return helper.make_node(kind, inputs, [output], name=output, **attributes)

    nodes = [
        node("Conv", ["image", "conv1"], "features1", **conv),
        node("channel_swish", ["features1", "slope1"], "active1", domain=domain),
        node("MaxPool", ["active1"], "pooled1", **pool),
        node("Conv", ["pooled1", "conv2"], "features2", **conv),
        node("channel_swish", ["features2", "slope2"], "active2", domain=domain),
        node("MaxPool", ["active2"], "pooled2", **pool),
        node("weighted_pool", ["pooled2", "pool"], "pooled3", domain=domain),
        node("squash", ["pooled3", "shift"], "squashed", domain=domain),
        node("Gemm", ["squashed", "dense", "dense_bias"], "logits", transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "custom-operator",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
        [numpy_helper.from_array(np.asarray(w, np.float32), name) for name, w in p.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(domain, 1)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), here / "model.onnx")


parameters = train()
right = jnp.argmax(network(parameters, images[TRAINED:]), axis=1) == labels[TRAINED:]
print("top-1 on the", len(right), "other digits:", float(right.mean()))
export(parameters)
golden = images[TRAINED : TRAINED + GOLDEN]
np.save(here / "golden_input.npy", golden)
single = jax.jit(lambda image: network(parameters, image))
np.save(here / "golden_output.npy", np.concatenate([single(i[None]) for i in golden]))
