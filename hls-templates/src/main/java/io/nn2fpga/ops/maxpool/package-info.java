/** Maximum over a sliding window; padded places do not count. */
@NullMarked
package io.nn2fpga.ops.maxpool;

import org.jspecify.annotations.NullMarked;
