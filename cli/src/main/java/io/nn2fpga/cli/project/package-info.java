/** The project file {@code nn2fpga.yaml}: what a user says once about a model and its data. */
@NullMarked
package io.nn2fpga.cli.project;

import org.jspecify.annotations.NullMarked;
