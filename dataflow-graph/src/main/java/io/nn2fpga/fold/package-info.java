/**
 * Folding: which options a layer has, which are chosen, and the schedule that records the choice.
 */
@NullMarked
package io.nn2fpga.fold;

import org.jspecify.annotations.NullMarked;
