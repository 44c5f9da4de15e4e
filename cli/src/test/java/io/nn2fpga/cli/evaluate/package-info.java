@NullMarked
package io.nn2fpga.cli.evaluate;

import org.jspecify.annotations.NullMarked;
