package io.nn2fpga.importer.stablehlo;

import java.util.List;
import java.util.Map;

/** A value in the attributes of an operation. */
sealed interface HloAttribute {
  /** A word, string or symbol. */
  record Word(String text) implements HloAttribute {}

  /** A number. */
  record Whole(long value) implements HloAttribute {}

  /** A list. */
  record Items(List<HloAttribute> items) implements HloAttribute {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Named values. */
  record Entries(Map<String, HloAttribute> entries) implements HloAttribute {
    public Entries {
      entries = Map.copyOf(entries);
    }
  }

  /** A constant tensor. */
  record Elements(HloTensor tensor) implements HloAttribute {}
}
