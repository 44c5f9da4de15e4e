"""Makes the Keras models of KerasImporterTest and what Keras computes for their inputs.

Run with Keras 3 on any backend: KERAS_BACKEND=jax python make_models.py
"""

import pathlib

import keras
import numpy as np
from keras import layers as L

HERE = pathlib.Path(__file__).parent
keras.utils.set_random_seed(3)
rng = np.random.default_rng(5)


def randomize(model):
    """Gives all variables values that matter, statistics of batch norms included."""
    for v in model.variables:
        low = 0.3 if "variance" in v.name else -0.5
        if v.dtype == "float32":
            v.assign(rng.uniform(low, low + 1.0, v.shape).astype(np.float32))


def save(name, model, *suffixes):
    randomize(model)
    x = rng.uniform(-2, 2, (2,) + model.input_shape[1:]).astype(np.float32)
    y = model.predict(x, verbose=0)
    for suffix in suffixes:
        model.save(HERE / f"{name}{suffix}")
    np.save(HERE / f"{name}_input.npy", x)
    outputs = y if isinstance(y, list) else [y]
    flat = np.concatenate([np.asarray(o).reshape(2, -1) for o in outputs], axis=1)
    np.save(HERE / f"{name}_output.npy", flat)


def image():
    i = L.Input((12, 10, 3), name="image")
    x = L.Rescaling(1 / 127.5, -1)(i)
    x = L.Conv2D(6, 3, strides=2, padding="same", activation="relu", name="c1")(x)
    x = L.BatchNormalization(name="bn")(x)
    y = L.DepthwiseConv2D(3, padding="same", depth_multiplier=1)(x)
    y = L.LeakyReLU(0.1)(y)
    x = L.Add()([x, y])
    x = L.SeparableConv2D(8, 3, depth_multiplier=2)(x)
    x = L.ReLU(max_value=6)(x)
    x = L.MaxPooling2D(2)(x)
    x = L.Flatten()(x)
    x = L.Dropout(0.3)(x)
    x = L.Dense(7, activation="tanh")(x)
    o = L.Dense(4, activation="softmax", name="out")(x)
    return keras.Model(i, o, name="image_classifier")


def windows():
    i = L.Input((7, 6, 4))
    a = L.Conv2D(4, (3, 2), padding="same", dilation_rate=(1, 2), groups=2, use_bias=False)(i)
    b = L.Conv2DTranspose(3, 3, strides=2, padding="same")(i)
    c = L.Conv2DTranspose(2, (2, 3), strides=(3, 1), padding="valid", activation="elu")(i)
    d = L.AveragePooling2D(3, strides=2, padding="same")(i)
    e = L.GlobalMaxPooling2D()(a)
    f = L.GlobalAveragePooling2D(keepdims=True)(a)
    g = L.ZeroPadding2D(((1, 2), (0, 3)))(i)
    h = L.Cropping2D(((1, 2), (0, 3)))(i)
    j = L.UpSampling2D((2, 3))(h)
    k = L.UpSampling2D(2, interpolation="bilinear")(h)
    m = L.MaxPooling2D((2, 3), strides=(1, 2), padding="same")(i)
    p = L.PReLU(shared_axes=[1, 2])(i)
    q = L.Permute((3, 1, 2))(i)
    r = L.Reshape((6, -1))(q)
    return keras.Model(i, [a, b, c, d, e, f, g, j, k, m, p, r], name="windows")


def sequence():
    i = L.Input((9, 5))
    a = L.Conv1D(4, 3, padding="causal", dilation_rate=2)(i)
    b = L.Conv1D(4, 4, strides=2, padding="same", activation="sigmoid")(i)
    c = L.MaxPooling1D(2)(i)
    d = L.AveragePooling1D(3, strides=2, padding="same")(i)
    e = L.GlobalAveragePooling1D()(a)
    f = L.Dense(3, activation="swish")(i)
    g = L.Concatenate(axis=-1)([a, i])
    h = L.Multiply()([a, a])
    j = L.Subtract()([h, a])
    k = L.Average()([a, h, j])
    m = L.Maximum()([a, k])
    n = L.Minimum()([a, k])
    o = L.Normalization(mean=[0.1, 0.2, 0.3, 0.4, 0.5], variance=[1.0, 2.0, 3.0, 4.0, 5.0])(i)
    p = L.SeparableConv1D(3, 3)(i)
    q = L.BatchNormalization(scale=False)(i)
    r = L.Cropping1D((1, 2))(L.ZeroPadding1D((2, 1))(i))
    s = L.Softmax(axis=1)(i)
    return keras.Model(i, [b, c, d, e, f, g, k, m, n, o, p, q, r, s], name="sequence")


def activations():
    i = L.Input((11,))
    names = (
        "relu relu6 softmax log_softmax sigmoid tanh elu selu softplus softsign exponential"
        " leaky_relu gelu mish silu hard_silu hard_sigmoid linear"
    )
    outputs = [L.Activation(n)(i) for n in names.split()]
    outputs.append(L.ELU(0.7)(i))
    outputs.append(L.ReLU(negative_slope=0.25, max_value=1.5)(i))
    return keras.Model(i, outputs, name="activations")


def dense():
    return keras.Sequential(
        [L.Input((6,)), L.Dense(5), L.BatchNormalization(), L.ReLU(), L.Dense(4), L.Dense(3)],
        name="dense_layers",
    )


save("image", image(), ".keras", ".h5")
save("windows", windows(), ".keras")
save("sequence", sequence(), ".keras")
save("activations", activations(), ".keras")
save("dense", dense(), ".keras", ".h5")
