/** NumPy's array files, format versions 1 to 3: calibration data, test data, labels, goldens. */
@NullMarked
package io.nn2fpga.importer.npy;

import org.jspecify.annotations.NullMarked;
