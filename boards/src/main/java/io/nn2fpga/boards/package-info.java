/** Boards and device families, described as data: JSON files beside this class. */
@NullMarked
package io.nn2fpga.boards;

import org.jspecify.annotations.NullMarked;
