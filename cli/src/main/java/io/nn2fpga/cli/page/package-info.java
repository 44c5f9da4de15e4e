/** The report as a web page: one file that needs nothing else, for screens and for paper. */
@NullMarked
package io.nn2fpga.cli.page;

import org.jspecify.annotations.NullMarked;
