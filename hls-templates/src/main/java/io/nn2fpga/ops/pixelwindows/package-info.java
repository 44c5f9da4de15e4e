/**
 * Windows of PX adjacent output pixels at a time, on the folded frame {@code [H, W / PX', PX' · C]}
 * with PX' = PX · SW:
 *
 * <pre>
 * out[g, f·PX·S + p·S + s] = span[g, (ky·COLUMNS + FIRST + p·SW + kx·DW)·C + c]
 * </pre>
 *
 * where g is a group of PX output pixels, span the window of folded columns that covers all of
 * their windows, S is SIMD and (ky, kx, c) the place f·S + s of a window; 0 behind its end.
 */
@NullMarked
package io.nn2fpga.ops.pixelwindows;

import org.jspecify.annotations.NullMarked;
