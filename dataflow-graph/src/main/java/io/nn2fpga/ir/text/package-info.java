/**
 * The text form of graphs: what {@code nn2fpga inspect} prints and what tests of passes are written
 * in.
 *
 * <pre>
 * graph "net" nn {
 *   input %x : f32[4]
 *   const %w : f32[2,4] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
 *   %"/fc/Gemm" : f32[2] = dense(%x, %w) from "net.onnx, node '/fc/Gemm'"
 *   %y : f32[2] = clip(%"/fc/Gemm") {min=0.0, max=6.0} @limit
 *   output %y
 * }
 * </pre>
 *
 * <p>{@code @name} is left out where a node has the name of its only result, {@code from} where it
 * has no source. A constant whose elements need 64 bits is marked {@code long}. Comments start with
 * {@code //}.
 */
@NullMarked
package io.nn2fpga.ir.text;

import org.jspecify.annotations.NullMarked;
