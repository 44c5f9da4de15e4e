package io.nn2fpga.ir;

/** What one element of a tensor is. */
public sealed interface ElementType permits FloatElement, IntegerElement {}
