"""Trains a small network with self-attention on the digits of ../data/mnist and exports ONNX.

Writes model.onnx, golden_input.npy and golden_output.npy beside this file. Each image is
standardized first; convolutions make 49 tokens of it, over which one attention head and a layer
normalization go before the classifier. Needs: pip install "jax[cpu]" numpy onnx.
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from onnx import TensorProto, helper, numpy_helper, save

SEED = 20261125
EPOCHS = 40
RATE = 0.02
CHANNELS = 16
EPSILON = 1e-5

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / "data" / "mnist"))
from training import images, save_golden, train  # noqa: E402


def initial(key):
    k = jax.random.split(key, 6)
    square = (CHANNELS, CHANNELS)
    return {
        "gain": jnp.ones(1),
        "shift": jnp.zeros(1),
        "conv1": jax.random.normal(k[0], (8, 1, 3, 3)) * np.sqrt(2 / 9),
        "bias1": jnp.zeros(8),
        "conv2": jax.random.normal(k[1], (CHANNELS, 8, 3, 3)) * np.sqrt(2 / 72),
        "bias2": jnp.zeros(CHANNELS),
        "query": jax.random.normal(k[2], square) / np.sqrt(CHANNELS),
        "key": jax.random.normal(k[3], square) / np.sqrt(CHANNELS),
        "value": jax.random.normal(k[4], square) / np.sqrt(CHANNELS),
        "scale": jnp.ones(CHANNELS),
        "offset": jnp.zeros(CHANNELS),
        "dense": jax.random.normal(k[5], (10, 49 * CHANNELS)) * np.sqrt(1 / (49 * CHANNELS)),
        "dense_bias": jnp.zeros(10),
    }


def standardized(x, axes):
    mean = x.mean(axes, keepdims=True)
    return (x - mean) / jnp.sqrt(((x - mean) ** 2).mean(axes, keepdims=True) + EPSILON)


def network(p, x):
    conv = lambda x, w: lax.conv_general_dilated(x, w, (1, 1), "SAME")
    pool = lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    x = standardized(x, (2, 3)) * p["gain"] + p["shift"]
    x = pool(jax.nn.relu(conv(x, p["conv1"]) + p["bias1"][:, None, None]))
    x = pool(jax.nn.relu(conv(x, p["conv2"]) + p["bias2"][:, None, None]))
    tokens = x.reshape(len(x), CHANNELS, 49).transpose(0, 2, 1)
    query, key, value = (tokens @ p[name] for name in ("query", "key", "value"))
    weights = jax.nn.softmax(query @ key.transpose(0, 2, 1) / np.sqrt(CHANNELS), axis=-1)
    tokens = standardized(tokens + weights @ value, (2,)) * p["scale"] + p["offset"]
    return tokens.reshape(len(x), -1) @ p["dense"].T + p["dense_bias"]


def export(p):
    conv = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    pool = {"kernel_shape": [2, 2], "strides": [2, 2]}

    def node(kind, inputs, output, **attributes):
        return helper.make_node(kind, inputs, [output], name=output, **attributes)

    nodes = [
        node("InstanceNormalization", ["image", "gain", "shift"], "standardized", epsilon=EPSILON),
        node("Conv", ["standardized", "conv1", "bias1"], "features1", **conv),
        node("Relu", ["features1"], "active1"),
        node("MaxPool", ["active1"], "pooled1", **pool),
        node("Conv", ["pooled1", "conv2", "bias2"], "features2", **conv),
        node("Relu", ["features2"], "active2"),
        node("MaxPool", ["active2"], "pooled2", **pool),
        node("Reshape", ["pooled2", "sequence"], "sequence_first"),
        node("Transpose", ["sequence_first"], "tokens", perm=[0, 2, 1]),
        node("MatMul", ["tokens", "query"], "queries"),
        node("MatMul", ["tokens", "key"], "keys"),
        node("MatMul", ["tokens", "value"], "values"),
        node("Transpose", ["keys"], "keys_last", perm=[0, 2, 1]),
        node("MatMul", ["queries", "keys_last"], "products"),
        node("Div", ["products", "root"], "scores"),
        node("Softmax", ["scores"], "weights", axis=-1),
        node("MatMul", ["weights", "values"], "attended"),
        node("Add", ["tokens", "attended"], "mixed"),
        node("LayerNormalization", ["mixed", "scale", "offset"], "normalized", epsilon=EPSILON),
        node("Flatten", ["normalized"], "flat"),
        node("Gemm", ["flat", "dense", "dense_bias"], "logits", transB=1),
    ]
    weights = {name: np.asarray(w, np.float32) for name, w in p.items()}
    weights["root"] = np.float32(np.sqrt(CHANNELS))
    weights["sequence"] = np.array([0, CHANNELS, 49], np.int64)
    graph = helper.make_graph(
        nodes,
        "attention-digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10])],
        [numpy_helper.from_array(w, name) for name, w in weights.items()],
    )
    opsets = [helper.make_opsetid("", 17)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), here / "model.onnx")


parameters = train(network, initial, images, EPOCHS, RATE, SEED)
export(parameters)
save_golden(here, images, jax.jit(lambda image: network(parameters, image)))
