"""Makes the quantized single-operator cases of model-importer's KernelArithmeticTest.

Needs Python 3.11 with ai-edge-litert 2.3.0, numpy and flatbuffers; no test needs it. Models and
inputs are seeded random numbers; expected results are LiteRT's own, on x86, of three kernel sets.

    python scripts/litert-cases.py model-importer/src/test/resources/litert-cases.json
"""

import base64
import json
import sys

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

KERNELS = {
    "TFLITE_XNNPACK": OpResolverType.AUTO,
    "TFLITE_BUILTIN": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    "TFLITE_REFERENCE": OpResolverType.BUILTIN_REF,
}
OP = schema.BuiltinOperator
OPTIONS = schema.BuiltinOptions
S8, U8, S4 = schema.TensorType.INT8, schema.TensorType.UINT8, schema.TensorType.INT4
F32, S32 = schema.TensorType.FLOAT32, schema.TensorType.INT32
NUMPY = {S8: np.int8, U8: np.uint8}
FRAME = (1, 4, 4, 16)

random = np.random.default_rng(20261125)
cases = []


class Model:
    """One operator and its tensors."""

    def __init__(self):
        self.tensors = []
        self.buffers = [schema.BufferT()]

    def tensor(self, name, shape, element, scale=None, zero=0, data=None, axis=0):
        tensor = schema.TensorT()
        tensor.name = name.encode()
        tensor.shape = list(shape)
        tensor.type = element
        if scale is not None:
            scales = np.atleast_1d(np.float32(scale))
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = [float(s) for s in scales]
            tensor.quantization.zeroPoint = [int(zero)] * len(scales)
            tensor.quantization.quantizedDimension = axis
        buffer = schema.BufferT()
        if data is not None:
            buffer.data = list(np.ascontiguousarray(data).tobytes())
        self.buffers.append(buffer)
        tensor.buffer = len(self.buffers) - 1
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def bytes(self, operator, version, operands, inputs, output, options=None, **values):
        code = schema.OperatorCodeT()
        code.builtinCode = operator
        code.deprecatedBuiltinCode = min(operator, 127)
        code.version = version
        node = schema.OperatorT()
        node.opcodeIndex = 0
        node.inputs = operands
        node.outputs = [output]
        if options is not None:
            node.builtinOptionsType = getattr(OPTIONS, options)
            node.builtinOptions = getattr(schema, options + "T")()
            for name, value in values.items():
                setattr(node.builtinOptions, name, value)
        graph = schema.SubGraphT()
        graph.tensors = self.tensors
        graph.inputs = inputs
        graph.outputs = [output]
        graph.operators = [node]
        model = schema.ModelT()
        model.version = 3
        model.operatorCodes = [code]
        model.subgraphs = [graph]
        model.buffers = self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def codes(element, shape):
    limits = np.iinfo(NUMPY[element])
    count = int(np.prod(shape))
    if count % 256 == 0:  # each code equally often
        every = np.tile(np.arange(limits.min, limits.max + 1), count // 256)
        return random.permutation(every).reshape(shape).astype(NUMPY[element])
    return random.integers(limits.min, limits.max + 1, shape).astype(NUMPY[element])


def zero(element):
    limits = np.iinfo(NUMPY[element])
    return int(random.integers(limits.min, limits.max + 1))


def scale(least=0.01, most=0.2):
    return np.float32(np.exp(random.uniform(np.log(least), np.log(most))))


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def add(name, model, inputs):
    case = {"name": name, "model": base64.b64encode(model).decode(), "results": {}}
    case["inputs"] = [text(x) for x in inputs]
    for kernels, resolver in KERNELS.items():
        interpreter = Interpreter(
            model_content=model, experimental_op_resolver_type=resolver, num_threads=1
        )
        interpreter.allocate_tensors()
        for detail, x in zip(interpreter.get_input_details(), inputs):
            interpreter.set_tensor(detail["index"], x)
        interpreter.invoke()
        output = interpreter.get_output_details()[0]["index"]
        case["results"][kernels] = text(interpreter.get_tensor(output))
    cases.append(case)


def element_name(element):
    return {S8: "s8", U8: "u8", F32: "f32"}[element]


def linear(operator, element, activation, per_channel):
    channels, outputs = (11, 8) if operator != OP.DEPTHWISE_CONV_2D else (8, 8)
    image = operator != OP.FULLY_CONNECTED
    shape = (1, 5, 4, channels) if image else (1, channels)
    weight_shape = {
        OP.CONV_2D: (outputs, 3, 3, channels),
        OP.DEPTHWISE_CONV_2D: (1, 3, 3, outputs),
        OP.FULLY_CONNECTED: (outputs, channels),
    }[operator]
    axis = 3 if operator == OP.DEPTHWISE_CONV_2D else 0
    taps = 9 if operator == OP.DEPTHWISE_CONV_2D else int(np.prod(weight_shape)) // outputs
    input_scale = scale()
    weight_scales = np.array([scale(0.001, 0.05) for _ in range(outputs if per_channel else 1)])
    step = float(np.median(weight_scales)) * float(input_scale)
    model = Model()
    x = model.tensor("x", shape, element, input_scale, zero(element))
    weights = codes(element, weight_shape)
    weight_zero = zero(U8) if element == U8 else 0
    w = model.tensor("w", weight_shape, element, weight_scales, weight_zero, weights, axis)
    bias = random.integers(-20000, 20000, outputs).astype(np.int32)
    bias_scales = input_scale * weight_scales.astype(np.float32)
    b = model.tensor("b", (outputs,), S32, bias_scales, 0, bias)
    result_scale = np.float32(step * np.sqrt(taps) * 80 * np.exp(random.uniform(-0.7, 0.7)))
    y = model.tensor("y", shape[:-1] + (outputs,), element, result_scale, zero(element))
    values = {"fusedActivationFunction": activation}
    if image:
        values.update(strideW=1, strideH=1, padding=0)
    if operator == OP.DEPTHWISE_CONV_2D:
        values["depthMultiplier"] = 1
    options, version, word = {
        OP.CONV_2D: ("Conv2DOptions", 3, "convolution"),
        OP.DEPTHWISE_CONV_2D: ("DepthwiseConv2DOptions", 3, "depthwise"),
        OP.FULLY_CONNECTED: ("FullyConnectedOptions", 4, "dense"),
    }[operator]
    name = f"{word} {element_name(element)} activation {activation}"
    name += " per channel" if per_channel else ""
    add(name, model.bytes(operator, version, [x, w, b], [x], y, options, **values),
        [codes(element, shape)])


def binary(operator, options, element, activation):
    first, second = scale(), scale()
    both = first + second if operator != OP.MUL else first * second * 100
    model = Model()
    a = model.tensor("a", FRAME, element, first, zero(element))
    b = model.tensor("b", FRAME, element, second, zero(element))
    y = model.tensor("y", FRAME, element, both * np.exp(random.uniform(-0.5, 0.5)), zero(element))
    word = {OP.ADD: "sum", OP.SUB: "difference", OP.MUL: "product"}[operator]
    name = f"{word} {element_name(element)} activation {activation}"
    add(name,
        model.bytes(operator, 2, [a, b], [a, b], y, options, fusedActivationFunction=activation),
        [codes(element, FRAME), codes(element, FRAME)])


def pool(element):
    model = Model()
    shape = (1, 5, 4, 16)
    step, origin = scale(), zero(element)
    x = model.tensor("x", shape, element, step, origin)
    y = model.tensor("y", (1, 3, 2, 16), element, step, origin)
    add(f"average pool {element_name(element)}",
        model.bytes(OP.AVERAGE_POOL_2D, 2, [x], [x], y, "Pool2DOptions", padding=0, strideW=2,
                    strideH=2, filterWidth=3, filterHeight=3),
        [codes(element, shape)])


def mean(element, axes, keep, same):
    model = Model()
    shape = (1, 9, 8, 16)
    step, origin = scale(), zero(element)
    result = (step, origin) if same else (step * random.uniform(0.2, 0.9), zero(element))
    extents = [1 if i in axes and keep else n for i, n in enumerate(shape) if keep or i not in axes]
    x = model.tensor("x", shape, element, step, origin)
    a = model.tensor("axes", (len(axes),), S32, data=np.array(axes, np.int32))
    y = model.tensor("y", extents, element, *result)
    kind = ("equal scales" if same else "scaled") + (" keeps axes" if keep else "")
    add(f"mean {element_name(element)} axes {axes} {kind}",
        model.bytes(OP.MEAN, 2, [x, a], [x], y, "ReducerOptions", keepDims=keep),
        [codes(element, shape)])


def unary(operator, word, element, result=None, input_scale=None, shape=FRAME, options=None,
          **values):
    model = Model()
    step = scale(0.02, 0.1) if input_scale is None else input_scale
    if result is None:
        result = (step * np.exp(random.uniform(-0.6, 0.6)), zero(element))
    x = model.tensor("x", shape, element, step, zero(element))
    y = model.tensor("y", shape, element, *result)
    add(f"{word} {element_name(element)}",
        model.bytes(operator, 2, [x], [x], y, options, **values), [codes(element, shape)])


def convert(source, target):
    model = Model()
    step = scale()
    real = source == F32
    x = model.tensor("x", FRAME, source, None if real else step, 0 if real else zero(source))
    y = model.tensor("y", FRAME, target, step * np.exp(random.uniform(-0.7, 0.7)), zero(target))
    values = (random.standard_normal(FRAME) * 3).astype(np.float32) if real else None
    add(f"quantize {element_name(source)} to {element_name(target)}",
        model.bytes(OP.QUANTIZE, 2, [x], [x], y, "QuantizeOptions"),
        [values if real else codes(source, FRAME)])


def concatenate():
    model = Model()
    scales = [scale() for _ in range(3)]
    shape = (1, 2, 4, 32)
    x = [model.tensor(f"x{i}", shape, U8, s, zero(U8)) for i, s in enumerate(scales)]
    y = model.tensor("y", (1, 2, 4, 96), U8, max(scales) * 1.3, zero(U8))
    add("concatenation u8", model.bytes(OP.CONCATENATION, 2, x, x, y, "ConcatenationOptions", axis=3),
        [codes(U8, shape) for _ in x])


def hybrid(name, operator, channels=6, outputs=4, kernel=(3, 3), per_channel=True, group=1,
           activation=0, bits=8, rows=1, asymmetric=False):
    """Real numbers by weights of codes."""
    image = operator != OP.FULLY_CONNECTED
    depthwise, transposed = operator == OP.DEPTHWISE_CONV_2D, operator == OP.TRANSPOSE_CONV
    shape = (1, 4, 3, channels) if image else (rows, channels)
    weight_shape = (outputs, *kernel, channels // group) if image else (outputs, channels)
    if depthwise:
        weight_shape = (1, *kernel, outputs)
    limit = 2 ** (bits - 1)
    weights = random.integers(1 - limit, limit, weight_shape).astype(np.int8)
    scales = np.array([scale(0.001, 0.05) for _ in range(outputs if per_channel else 1)])
    if bits == 4:  # two to a byte, the first in the low half
        flat = weights.reshape(-1).view(np.uint8) & 15
        weights = flat[0::2] | flat[1::2] << 4
    model = Model()
    x = model.tensor("x", shape, F32)
    w = model.tensor("w", weight_shape, S8 if bits == 8 else S4, scales, 0, weights,
                     3 if depthwise else 0)
    b = model.tensor("b", (outputs,), F32, data=random.standard_normal(outputs).astype(np.float32))
    result = (1, 8, 6, outputs) if transposed else (*shape[:-1], outputs)
    y = model.tensor("y", result, F32)
    operands = [x, w, b]
    if transposed:
        operands = [model.tensor("shape", (4,), S32, data=np.array(result, np.int32)), w, x, b]
    step = 2 if transposed else 1
    values = {"fusedActivationFunction": activation}
    if image:
        values.update(strideW=step, strideH=step, padding=0)
    else:
        values["asymmetricQuantizeInputs"] = asymmetric
    if depthwise:
        values["depthMultiplier"] = outputs // channels
    options, version = {
        OP.CONV_2D: ("Conv2DOptions", 5),
        OP.DEPTHWISE_CONV_2D: ("DepthwiseConv2DOptions", 6),
        OP.FULLY_CONNECTED: ("FullyConnectedOptions", 9),
        OP.TRANSPOSE_CONV: ("TransposeConvOptions", 3),
    }[operator]
    numbers = (random.standard_normal(shape) * 3 + 1).astype(np.float32)
    add("hybrid " + name, model.bytes(operator, version, operands, [x], y, options, **values),
        [numbers])


def real_depthwise(kernel, multiplier):
    """Real numbers by real weights."""
    shape, outputs = (1, 6, 5, 4), 4 * multiplier
    model = Model()
    x = model.tensor("x", shape, F32)
    weights = random.standard_normal((1, *kernel, outputs)).astype(np.float32)
    w = model.tensor("w", weights.shape, F32, data=weights)
    b = model.tensor("b", (outputs,), F32, data=random.standard_normal(outputs).astype(np.float32))
    y = model.tensor("y", (*shape[:-1], outputs), F32)
    add(f"real depthwise {kernel[0]} by {kernel[1]}, {multiplier} results",
        model.bytes(OP.DEPTHWISE_CONV_2D, 1, [x, w, b], [x], y, "DepthwiseConv2DOptions",
                    padding=0, strideW=1, strideH=1, depthMultiplier=multiplier,
                    fusedActivationFunction=0),
        [(random.standard_normal(shape) * 3).astype(np.float32)])


def main(path):
    for element in (S8, U8):
        for operator in (OP.CONV_2D, OP.DEPTHWISE_CONV_2D, OP.FULLY_CONNECTED):
            for activation in (0, 3):
                linear(operator, element, activation, element == S8 and operator != OP.FULLY_CONNECTED)
        for activation in (0, 1):
            binary(OP.ADD, "AddOptions", element, activation)
            binary(OP.MUL, "MulOptions", element, activation)
        binary(OP.SUB, "SubOptions", element, 0)
        pool(element)
        mean(element, (1, 2), True, False)
        mean(element, (1, 2), False, False)
        mean(element, (3,), True, False)
        mean(element, (1,), False, True)
        least = 0 if element == U8 else -128
        unary(OP.SOFTMAX, "softmax", element, (1 / 256, least), np.float32(0.13),
              options="SoftmaxOptions", beta=1.0)
        unary(OP.LOGISTIC, "logistic", element, (1 / 256, least))
        unary(OP.TANH, "tanh", element, (1 / 128, least + 128))
        unary(OP.L2_NORMALIZATION, "l2 normalization", element, (1 / 128, least + 128),
              options="L2NormOptions")
        unary(OP.LOG_SOFTMAX, "log softmax", element, (16 / 256, least + 255),
              options="LogSoftmaxOptions")
        unary(OP.LEAKY_RELU, "leaky relu", element, options="LeakyReluOptions", alpha=0.13)
        unary(OP.RELU, "relu", element)
        unary(OP.RELU6, "relu6", element)
        convert(F32, element)
        convert(element, S8)
        convert(element, U8)
    concatenate()
    hybrid("convolution per tensor", OP.CONV_2D, per_channel=False)
    hybrid("convolution", OP.CONV_2D, activation=3)
    hybrid("convolution of a single place", OP.CONV_2D, kernel=(1, 1), activation=1)
    hybrid("convolution in groups", OP.CONV_2D, group=2)
    hybrid("convolution in groups of a single place", OP.CONV_2D, group=2, kernel=(1, 1))
    hybrid("convolution with 4 bits", OP.CONV_2D, bits=4)
    hybrid("depthwise", OP.DEPTHWISE_CONV_2D, channels=4, outputs=4)
    hybrid("depthwise with multiplier", OP.DEPTHWISE_CONV_2D, channels=2, outputs=4)
    hybrid("depthwise of one channel", OP.DEPTHWISE_CONV_2D, channels=1, outputs=4)
    hybrid("dense", OP.FULLY_CONNECTED, channels=16, activation=1)
    hybrid("dense per tensor", OP.FULLY_CONNECTED, channels=16, per_channel=False)
    hybrid("dense asymmetric", OP.FULLY_CONNECTED, channels=16, asymmetric=True)
    hybrid("dense with 4 bits", OP.FULLY_CONNECTED, channels=16, bits=4)
    hybrid("dense rows", OP.FULLY_CONNECTED, channels=16, rows=3)
    hybrid("transposed convolution", OP.TRANSPOSE_CONV)
    hybrid("transposed convolution per tensor", OP.TRANSPOSE_CONV, kernel=(2, 2),
           per_channel=False)
    real_depthwise((3, 3), 1)
    real_depthwise((5, 5), 1)
    real_depthwise((3, 2), 1)
    real_depthwise((3, 3), 2)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"source": "LiteRT 2.3.0 on x86, scripts/litert-cases.py", "cases": cases}, file,
                  indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
