"""Trains a small network with operators of its own on the digits of ../data/mnist, exports ONNX.

Writes model.onnx, golden_input.npy and golden_output.npy beside this file. The nodes of domain
'nn2fpga.custom' are what operators.txt defines. Needs: pip install "jax[cpu]" numpy onnx.
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from onnx import TensorProto, helper, numpy_helper, save

SEED = 20261126
EPOCHS = 60
RATE = 0.03

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / "data" / "mnist"))
from training import images, save_golden, train  # noqa: E402


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


parameters = train(network, initial, images, EPOCHS, RATE, SEED)
export(parameters)
save_golden(here, images, jax.jit(lambda image: network(parameters, image)))
