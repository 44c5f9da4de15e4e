/** The build command's stages: from a project to a verified build directory with its report. */
@NullMarked
package io.nn2fpga.cli.build;

import org.jspecify.annotations.NullMarked;
