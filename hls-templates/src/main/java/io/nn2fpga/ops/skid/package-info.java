/** A register slice: the same beats, one cycle later, with both handshake paths cut. */
@NullMarked
package io.nn2fpga.ops.skid;

import org.jspecify.annotations.NullMarked;
