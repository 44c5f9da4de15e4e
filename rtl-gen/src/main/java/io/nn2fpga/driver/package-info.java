/** The host driver: a Python package that quantizes, transfers and dequantizes by itself. */
@NullMarked
package io.nn2fpga.driver;

import org.jspecify.annotations.NullMarked;
