/**
 * The intermediate representation: immutable graphs of typed values, at the levels nn, int and
 * flow.
 */
@NullMarked
package io.nn2fpga.ir;

import org.jspecify.annotations.NullMarked;
