/** Executors: what runs a graph on flat arrays. */
@NullMarked
package io.nn2fpga.exec;

import org.jspecify.annotations.NullMarked;
