/** What a build tells: {@code report.json}, its schema, and the same figures on the terminal. */
@NullMarked
package io.nn2fpga.cli.report;

import org.jspecify.annotations.NullMarked;
