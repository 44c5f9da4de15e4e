"""Writes the cases beside this file: programs that JAX lowers, with seeded inputs and its results.

A case is NAME/model.mlir, NAME/input.npy and NAME/output.npy; axis 0 of the arrays counts samples.
Needs jax and numpy only: pip install "jax[cpu]" numpy.
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

here = Path(__file__).parent
random = np.random.default_rng(20261125)
SAMPLES = 3


def normal(*shape, scale=0.5):
    return jnp.asarray(random.normal(0, scale, shape), jnp.float32)


def conv(x, shape, layout, strides, padding, **options):
    return lax.conv_general_dilated(
        x, normal(*shape), strides, padding, dimension_numbers=layout, **options
    )


NHWC = ("NHWC", "HWIO", "NHWC")
NCHW = ("NCHW", "OIHW", "NCHW")


def batch_norm(x, channels, axis=-1):
    shape = [1] * x.ndim
    shape[axis] = channels
    mean, scale, shift = (normal(channels).reshape(shape) for _ in range(3))
    variance = jnp.abs(normal(channels)).reshape(shape) + 0.1
    return (x - mean) * (scale * lax.rsqrt(variance + 1e-3)) + shift


def pool(x, start, combine, window, strides, padding):
    return lax.reduce_window(x, start, combine, window, strides, padding)


def vector(x):
    return jax.nn.relu(x @ normal(12, 8) + normal(8)) @ normal(8, 4)


def perceptron(x):
    x = jnp.clip(x @ normal(12, 8) + normal(8), -0.5, 6.0)
    x = jax.nn.relu6(normal(6, 8) @ x.reshape(8)).reshape(1, 6)
    return jax.nn.softmax(-(x @ normal(6, 4)) / 2 + normal(4))


def channels_last(x):
    x = batch_norm(conv(x, (3, 3, 2, 4), NHWC, (1, 1), "SAME"), 4)
    x = pool(jax.nn.relu(x), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    x = jax.nn.relu(batch_norm(x, 4))
    x = conv(x, (3, 3, 4, 6), NHWC, (2, 2), "SAME", rhs_dilation=None) + normal(6)
    window = (1, 3, 3, 1), (1, 1, 1, 1), "SAME"
    x = pool(x, 0.0, lax.add, *window) / pool(jnp.ones(x.shape), 0.0, lax.add, *window)
    return jax.nn.softmax(jnp.mean(x, axis=(1, 2)) @ normal(6, 5))


def channels_first(x):
    x = conv(x, (4, 1, 3, 3), NCHW, (1, 1), [(1, 1), (1, 1)], feature_group_count=4)
    x = jnp.where(x > 0, x, 0.0) * normal(4, 1, 1)
    x = jnp.pad(x, ((0, 0), (0, 0), (1, 2), (2, 1)))
    x = conv(x, (6, 4, 2, 2), NCHW, (1, 2), "VALID", rhs_dilation=(2, 1)) + normal(6, 1, 1)
    x = pool(x, 0.0, lax.add, (1, 1, 2, 2), (1, 1, 2, 2), [(0, 0), (0, 0), (1, 0), (0, 1)]) / 4
    return jnp.max(x, axis=(2, 3)).reshape(1, -1) @ normal(6, 3)


def sequence(x):
    layout = ("NWC", "WIO", "NWC")
    x = jax.nn.relu(conv(x, (3, 4, 8), layout, (1,), "SAME") + normal(8))
    x = pool(x, -jnp.inf, lax.max, (1, 2, 1), (1, 2, 1), "VALID")
    x = jax.nn.relu(x @ normal(8, 5) + normal(5))
    return jnp.mean(x, axis=1)


def residual(x):
    x = (x / 255 - 0.5) / normal(3)
    y = jax.nn.relu(conv(x, (1, 1, 3, 4), NHWC, (1, 1), "VALID"))
    z = conv(y, (3, 3, 4, 4), NHWC, (1, 1), "SAME")
    y = jax.nn.relu(y - z)
    y = jnp.transpose(y, (0, 3, 1, 2)).reshape(1, -1)
    return y @ normal(64, 3)


def folded(x):
    weights = normal(12, 4)
    weights = weights * lax.rsqrt(jnp.sum(weights**2, axis=0)) / jnp.max(jnp.abs(weights))
    weights = jnp.concatenate([weights[:6], jnp.flip(weights[6:], 0)], axis=0)
    places = jnp.arange(12, dtype=jnp.float32) / 12
    return (x + jnp.sqrt(places) - jnp.tanh(normal(12))) @ weights.T.T


def activations(x):
    x = conv(x, (3, 3, 2, 4), NHWC, (1, 1), "SAME") + normal(4)
    x = jax.nn.gelu(x) + jax.nn.leaky_relu(conv(x, (1, 1, 4, 4), NHWC, (1, 1), "SAME"))
    x = jnp.maximum(x, normal(4) * x)
    gate = jax.nn.sigmoid(jnp.mean(x, axis=(1, 2), keepdims=True))
    x = (gate * x).reshape(1, -1) @ normal(64, 6)
    x = jax.nn.silu(x) - jnp.exp(-jnp.abs(x)) * jnp.tanh(x / 2)
    return 0.5 * lax.rsqrt(1 + x * x) + normal(6)


def movement(x):
    y = jnp.pad(x, ((0, 0), (1, 0), (0, 2), (0, 0)), constant_values=0.5)[:, 1:, ::2, :]
    x = jnp.concatenate([y, jnp.flip(y, axis=(1, 3)), jnp.ones(y.shape)], axis=3)
    keys, queries = (x.reshape(1, 12, 9) @ normal(9, 2, 4).reshape(9, 8) for _ in range(2))
    keys, queries = (a.reshape(1, 12, 2, 4) for a in (keys, queries))
    scores = jax.nn.softmax(jnp.einsum("bthc,bshc->bhts", queries, keys) / 2)
    x = jnp.einsum("bhts,bshc->bthc", scores, keys)
    return jnp.min(x, axis=(1, 3))


CASES = {
    "vector": (vector, (12,)),
    "perceptron": (perceptron, (1, 12)),
    "channels_last": (channels_last, (1, 8, 8, 2)),
    "channels_first": (channels_first, (1, 4, 7, 9)),
    "sequence": (sequence, (1, 10, 4)),
    "residual": (residual, (1, 4, 4, 3)),
    "folded": (folded, (1, 12)),
    "activations": (activations, (1, 4, 4, 2)),
    "movement": (movement, (1, 3, 6, 3)),
}

for name, (function, shape) in CASES.items():
    folder = here / name
    folder.mkdir(exist_ok=True)
    compiled = jax.jit(function)
    # Traced once, so that program and results have the same weights.
    lowered = compiled.lower(jax.ShapeDtypeStruct(shape, jnp.float32))
    run = lowered.compile()
    inputs = np.asarray(random.normal(0, 1, (SAMPLES, *shape)), np.float32)
    module = lowered.compiler_ir("stablehlo").operation
    generic = name == "channels_first"
    text = module.get_asm(print_generic_op_form=True) if generic else lowered.as_text()
    (folder / "model.mlir").write_text(text)
    outputs = np.stack([np.asarray(run(x)) for x in inputs])
    squeeze = lambda a: a[:, 0] if a.ndim > 2 and len(shape) > 1 and shape[0] == 1 else a
    np.save(folder / "input.npy", squeeze(inputs))
    np.save(folder / "output.npy", squeeze(outputs))
    print(name, inputs.shape, outputs.shape, len(text))
