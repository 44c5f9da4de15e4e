/** How the words of a host's link carry a design's beats: shared by the shells of all boards. */
@NullMarked
package io.nn2fpga.host;

import org.jspecify.annotations.NullMarked;
