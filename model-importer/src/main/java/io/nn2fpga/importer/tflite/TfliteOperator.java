package io.nn2fpga.importer.tflite;

import org.jspecify.annotations.Nullable;

/**
 * An operator of the file, in the order of execution.
 *
 * @param index in the subgraph's list
 * @param name the schema's, such as {@code CONV_2D}; a custom operator's own
 * @param inputs tensor indices, −1 for an operand left out
 * @param outputs tensor indices
 * @param options the operator's own options table, or null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record TfliteOperator(
    int index, String name, int[] inputs, int[] outputs, @Nullable FlatTable options) {

  int option(int field, int otherwise) {
    return options == null ? otherwise : options.int32(field, otherwise);
  }

  /** An enumeration or a number stored in a byte. */
  int choice(int field, int otherwise) {
    return options == null ? otherwise : options.int8(field, otherwise);
  }

  boolean flag(int field) {
    return options != null && options.flag(field);
  }

  float real(int field, float otherwise) {
    return options == null ? otherwise : options.float32(field, otherwise);
  }

  int[] numbers(int field) {
    return options == null ? new int[0] : options.ints(field);
  }
}
