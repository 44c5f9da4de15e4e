/** The same elements in the same (NHWC) order, in beats and frames of another shape. */
@NullMarked
package io.nn2fpga.ops.widthconverter;

import org.jspecify.annotations.NullMarked;
