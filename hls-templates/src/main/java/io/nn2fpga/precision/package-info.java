/**
 * How precision is spent: the search for bits of each layer, and where a quantized network's error
 * comes from.
 */
@NullMarked
package io.nn2fpga.precision;

import org.jspecify.annotations.NullMarked;
