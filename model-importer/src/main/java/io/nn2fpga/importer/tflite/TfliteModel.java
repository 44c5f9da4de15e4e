package io.nn2fpga.importer.tflite;

import java.util.List;

/**
 * What a file holds of its one subgraph. Every index lies within its list, every operand is defined
 * before it is read, and every tensor is computed at most once.
 *
 * @param tensors all tensors
 * @param inputs of the subgraph, indices of tensors
 * @param outputs of the subgraph, indices of tensors
 * @param operators in the order of execution
 */
record TfliteModel(
    List<TfliteTensor> tensors,
    List<Integer> inputs,
    List<Integer> outputs,
    List<TfliteOperator> operators) {}
