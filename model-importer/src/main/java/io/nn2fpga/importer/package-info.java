/** Models of any format as nn graphs: one package a format, found through {@code ModelReader}. */
@NullMarked
package io.nn2fpga.importer;

import org.jspecify.annotations.NullMarked;
