/** Technology-neutral inventories of modules and what they cost on a device family. */
@NullMarked
package io.nn2fpga.cost;

import org.jspecify.annotations.NullMarked;
