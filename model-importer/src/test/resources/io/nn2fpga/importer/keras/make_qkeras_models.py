"""Makes the QKeras models of KerasImporterTest and what QKeras computes for their inputs.

Run with TensorFlow 2.15.1 and qkeras 0.9.0: python make_qkeras_models.py
"""

import pathlib

import numpy as np
import qkeras
import tensorflow as tf
from qkeras import QActivation, QConv2D, QDense, QDepthwiseConv2D
from tensorflow.keras import Input, Model
from tensorflow.keras import layers as L

HERE = pathlib.Path(__file__).parent
tf.random.set_seed(3)
rng = np.random.default_rng(5)


def save(name, model):
    for v in model.weights:
        low = 0.3 if "variance" in v.name else -0.5
        if v.dtype == tf.float32:
            v.assign(rng.uniform(low, low + 1.0, v.shape).astype(np.float32))
    x = rng.uniform(-2, 2, (4,) + model.input_shape[1:]).astype(np.float32)
    y = model.predict(x, verbose=0)
    model.save(HERE / f"{name}.h5")
    outputs = y if isinstance(y, list) else [y]
    flat = np.concatenate([np.asarray(o).reshape(4, -1) for o in outputs], axis=1)
    np.save(HERE / f"{name}_input.npy", x)
    np.save(HERE / f"{name}_output.npy", flat)


def network():
    i = Input((8, 7, 2))
    x = QActivation("quantized_bits(8,2)")(i)
    x = QConv2D(
        4, 3, strides=2, padding="same",
        kernel_quantizer="quantized_bits(4,0,alpha='auto')", bias_quantizer="quantized_bits(8,1)",
    )(x)
    x = QActivation("quantized_relu(5,1)")(x)
    x = QDepthwiseConv2D(
        3, padding="same",
        depthwise_quantizer="quantized_bits(4,0,alpha=1)", bias_quantizer="quantized_bits(6,0,1)",
        activation="quantized_tanh(6)",
    )(x)
    x = qkeras.QConv2DBatchnorm(
        5, 2, kernel_quantizer="quantized_bits(6,1,alpha=1)",
        bias_quantizer="quantized_bits(10,3)",
    )(x)
    x = QActivation("ternary(alpha=1.0)")(x)
    x = L.Flatten()(x)
    x = QDense(6, kernel_quantizer="binary(alpha='auto_po2')", use_bias=False)(x)
    x = QActivation("quantized_sigmoid(5)")(x)
    x = QDense(3, kernel_quantizer="ternary()", bias_quantizer="quantized_bits(5,1)")(x)
    return Model(i, x)


def quantizers():
    i = Input((16,))
    texts = [
        "quantized_bits(6,2,1)",
        "quantized_bits(4,1,keep_negative=False,alpha=1)",
        "quantized_bits(1,0,alpha=1)",
        "quantized_relu(3,1)",
        "quantized_tanh(4,symmetric=True)",
        "quantized_tanh(4,use_real_tanh=True)",
        "quantized_sigmoid(4)",
        "quantized_sigmoid(4,use_real_sigmoid=True)",
        "binary(alpha=0.5)",
        "binary(use_01=True,alpha=1)",
        "ternary(alpha=1.0)",
        "ternary(alpha=2.0,threshold=0.5)",
    ]
    outputs = [QActivation(t)(i) for t in texts]
    for kernel in (
        "quantized_bits(4,0)",
        "quantized_bits(3,1,alpha='auto')",
        "quantized_bits(5,0,1,alpha=0.75)",
        "binary(alpha=1)",
        "binary(alpha='auto')",
        "ternary(alpha='auto')",
        "ternary(alpha='auto_po2')",
    ):
        outputs.append(QDense(4, kernel_quantizer=kernel, bias_quantizer=None)(i))
    return Model(i, outputs)


save("qkeras_network", network())
save("qkeras_quantizers", quantizers())
