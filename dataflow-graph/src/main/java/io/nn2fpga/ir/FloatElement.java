package io.nn2fpga.ir;

/** An IEEE 754 binary32 number, used at the nn level only. Printed {@code f32}. */
public record FloatElement() implements ElementType {
  /** The single value of this type. */
  public static final FloatElement F32 = new FloatElement();

  @Override
  public String toString() {
    return "f32";
  }
}
