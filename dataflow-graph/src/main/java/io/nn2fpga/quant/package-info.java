/**
 * How real numbers become integer codes: calibration of ranges, encodings of activations, weights,
 * the network's input and its output.
 */
@NullMarked
package io.nn2fpga.quant;

import org.jspecify.annotations.NullMarked;
