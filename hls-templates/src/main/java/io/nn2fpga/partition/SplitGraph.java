package io.nn2fpga.partition;

import io.nn2fpga.ir.Graph;
import org.jspecify.annotations.Nullable;

/**
 * A network in three parts, which together compute what it does.
 *
 * @param cuts between them
 * @param head from the network's input to the first cut, the host's; its further outputs are what
 *     the tail reads too. Null if the first cut is the network's input
 * @param region from the first cut to the second, the accelerator's: one input, one output
 * @param tail from the second cut to the network's output, the host's; its further inputs are
 *     outputs of the head, or the network's input. Null if the second cut is the network's output
 */
public record SplitGraph(Cuts cuts, @Nullable Graph head, Graph region, @Nullable Graph tail) {}
