package io.nn2fpga.nn;

/**
 * Trait: ends a network and is done by the host driver. No operator without this trait may read its
 * result.
 */
public interface HostTail {}
