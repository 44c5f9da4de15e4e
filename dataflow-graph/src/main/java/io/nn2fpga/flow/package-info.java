/** The flow level's executor: a cycle-exact simulator of the actors' handshakes. */
@NullMarked
package io.nn2fpga.flow;

import org.jspecify.annotations.NullMarked;
