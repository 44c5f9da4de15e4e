package io.nn2fpga.nn;

/** How the channels of a block count its places and the channels of the larger image. */
public enum BlockOrder {
  /** Depth, column, row: the places outermost, so that a place's channels are together. */
  DCR,
  /** Column, row, depth: the places innermost, so that a channel's places are together. */
  CRD
}
