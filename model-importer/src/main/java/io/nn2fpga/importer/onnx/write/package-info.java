/**
 * nn graphs as ONNX files, for the parts of a network that the host computes.
 *
 * <p>A file computes one sample, as its graph does: no tensor has a batch axis, and operators that
 * need one get an axis of 1 around them. Every input and output is binary32; codes are the whole
 * numbers that they are, so that codes of any bits, QONNX' roundings and TFLite's axes are standard
 * operators of opset 20.
 */
@NullMarked
package io.nn2fpga.importer.onnx.write;

import org.jspecify.annotations.NullMarked;
