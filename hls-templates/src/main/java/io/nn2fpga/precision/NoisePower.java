package io.nn2fpga.precision;

/** Sums of squares of numbers that should be, and of what others differ from them by. */
public final class NoisePower {
  private double signal;
  private double noise;

  /** Adds a pair of numbers. */
  public void add(double wanted, double got) {
    signal += wanted * wanted;
    noise += (got - wanted) * (got - wanted);
  }

  /** 10·log10 of the two powers' ratio, in dB; infinite without noise. */
  public double decibels() {
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
  }
}
