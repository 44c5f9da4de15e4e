/**
 * The sliding window generator: turns a raster of pixels into windows of a convolution or a pool.
 *
 * <p>A frame {@code [H, W, C]} arrives by P channels a beat, F = ceil(C / P) words a pixel. Window
 * (oy, ox) has taps in rows oy·SH − PT + ky·DH and columns ox·SW − PL + kx·DW, and spans SPANH =
 * (KH − 1)·DH + 1 rows and SPANW = (KW − 1)·DW + 1 columns; places outside the frame hold the
 * padding value in real channel lanes and zero in the unused lanes of a ragged word.
 *
 * <ul>
 *   <li><b>serial</b>: one tap a beat, KH·KW·F beats a window, P lanes, in the order (ky, kx, c);
 *       with G groups of F / G words in the order (g, ky, kx, c), so that the taps of a few
 *       channels come one after the other, as grouped and depthwise convolutions fold them;
 *   <li><b>parallel</b>: all taps of P channels a beat, F beats a window, lane (ky·KW + kx)·P + p.
 * </ul>
 *
 * <h2>Timing, the same in the Java machines and in the Verilog</h2>
 *
 * <p>Rows are numbered on across frames; row r lies in slot r mod ROWS of the line buffer, of SPANH
 * rows or more. State: {@code top}, the frame row of the window's first row (negative in the
 * padding); {@code lead}, the row being written minus the row {@code top} stands for; {@code
 * written}, words of that row already there; {@code pos}, the word to be read next, counted from
 * column 0 of the row.
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
 *   <li>parallel: word {@code pos} of all KH tap rows, as soon as the window's last real row has
 *       it. It enters a delay line of SPANW columns and completes a beat of the window whose last
 *       column it is. Words behind the end of the row (right padding) are the first ones of the
 *       next output row, if they are there and PREFETCH holds, so that rows follow each other
 *       without a gap; else anything is shifted in and the next output row starts over at word 0.
 *       PREFETCH: the right padding used is at most min(W, SPANW − 1 − PL) columns.
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
