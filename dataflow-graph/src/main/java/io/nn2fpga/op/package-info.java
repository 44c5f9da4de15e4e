/**
 * What operators implement: integer operations, kernels (streaming actors), their timing machines.
 */
@NullMarked
package io.nn2fpga.op;

import org.jspecify.annotations.NullMarked;
