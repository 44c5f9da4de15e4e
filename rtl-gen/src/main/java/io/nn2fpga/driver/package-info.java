/**
 * The host drivers in Python, C and Java: each quantizes, transfers and dequantizes by itself, and
 * does what the network has behind the accelerator.
 */
@NullMarked
package io.nn2fpga.driver;

import org.jspecify.annotations.NullMarked;
