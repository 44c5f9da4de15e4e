/**
 * The sliding window generator: turns a raster of pixels into windows of a convolution or a pool.
 *
 * <p>A frame {@code [H, W, C]} arrives by P channels a beat, F = ceil(C / P) words a pixel. Window
 * (oy, ox) covers rows oy·SH − PT … + KH − 1 and columns ox·SW − PL … + KW − 1; places outside the
 * frame hold the padding value in real channel lanes and zero in the unused lanes of a ragged word.
 *
 * <ul>
 *   <li><b>serial</b>: one tap a beat, KH·KW·F beats a window in the order (ky, kx, c), P lanes;
 *   <li><b>parallel</b>: all taps of P channels a beat, F beats a window, lane (ky·KW + kx)·P + p.
 * </ul>
 *
 * <h2>Timing, the same in the Java machines and in the Verilog</h2>
 *
 * <p>Rows are numbered on across frames; row r lies in slot r mod ROWS of the line buffer. State:
 * {@code top}, the frame row of the window's first row (negative in the padding); {@code lead}, the
 * row being written minus the row {@code top} stands for; {@code written}, words of that row
 * already there; {@code pos}, the word to be read next, counted from column 0 of the row.
 *
 * <p><b>Write.</b> held = lead − max(0, −top) rows lie between the window's first real row and the
 * one being written. A beat is taken if held &lt; ROWS; or if held = ROWS, the next output row does
 * not need the window's first real row, and {@code written} is below the number of words already
 * given up: the words left of the window (serial), or {@code pos} (parallel: each word is read once
 * an output row). tready depends on registers only.
 *
 * <p><b>Read.</b> Each cycle in which the read stage can move on, one word is issued if it may be:
 *
 * <ul>
 *   <li>serial: the next tap, as soon as its word is written; a tap in the padding as soon as the
 *       window's first real row has a word, so that no frame starts before its input does;
 *   <li>parallel: word {@code pos} of all KH rows, as soon as the last real row has it. It enters a
 *       delay line of KW columns and completes a beat of the window whose last column it is. Words
 *       behind the end of the row (right padding) are the first ones of the next output row, if
 *       they are there and PREFETCH holds, so that rows follow each other without a gap; else
 *       anything is shifted in and the next output row starts over at word 0. PREFETCH: the right
 *       padding used is at most min(W, KW − 1 − PL) columns.
 * </ul>
 *
 * <p>Two registers follow, memory output and stream output; each loads when it is empty or being
 * emptied. A word taken in cycle t is issued in t + 1 at the earliest and offered in t + 3. At the
 * end of an output row {@code top} grows and {@code lead} shrinks by SH; behind a frame's last row
 * {@code top} returns to −PT and {@code lead} shrinks by H − (OH − 1)·SH.
 */
@NullMarked
package io.nn2fpga.ops.slidingwindow;

import org.jspecify.annotations.NullMarked;
