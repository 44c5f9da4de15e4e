package io.nn2fpga.einstein;

import io.nn2fpga.einstein.Expression.Call;
import io.nn2fpga.einstein.Expression.Constant;
import io.nn2fpga.einstein.Expression.Read;
import org.jspecify.annotations.Nullable;

/**
 * formula = scale · x + shift.
 *
 * @param scale a formula of constants
 * @param shift a formula of constants
 */
record AffineForm(Expression scale, Expression shift) {

  /** The form of a formula in which x is read, or null if it has none. */
  static @Nullable AffineForm of(Expression formula, Read x) {
    Constant zero = new Constant(0, formula.position());
    Constant one = new Constant(1, formula.position());
    if (formula.reads().stream().noneMatch(x::isSame)) {
      return new AffineForm(zero, formula);
    } else if (formula instanceof Read) {
      return new AffineForm(one, zero);
    }
    Call call = (Call) formula;
    AffineForm a = of(call.first(), x);
    AffineForm b = call.operands().size() == 2 ? of(call.second(), x) : null;
    if (a == null || b == null) {
      return null;
    }
    return switch (call.function()) {
      case ADD -> new AffineForm(sum(a.scale, b.scale), sum(a.shift, b.shift));
      case SUBTRACT -> new AffineForm(difference(a.scale, b.scale), difference(a.shift, b.shift));
      case MULTIPLY -> {
        if (isZero(b.scale)) {
          yield new AffineForm(product(a.scale, b.shift), product(a.shift, b.shift));
        }
        yield isZero(a.scale)
            ? new AffineForm(product(a.shift, b.scale), product(a.shift, b.shift))
            : null;
      }
      case DIVIDE ->
          isZero(b.scale)
              ? new AffineForm(quotient(a.scale, b.shift), quotient(a.shift, b.shift))
              : null;
      default -> null;
    };
  }

  private static boolean isZero(Expression formula) {
    return formula instanceof Constant number && number.value() == 0;
  }

  private static boolean isOne(Expression formula) {
    return formula instanceof Constant number && number.value() == 1;
  }

  private static Expression sum(Expression a, Expression b) {
    if (isZero(a) || isZero(b)) {
      return isZero(a) ? b : a;
    }
    return Expression.call(Function.ADD, a, b);
  }

  private static Expression difference(Expression a, Expression b) {
    return isZero(b) ? a : Expression.call(Function.SUBTRACT, a, b);
  }

  private static Expression quotient(Expression a, Expression b) {
    return isZero(a) || isOne(b) ? a : Expression.call(Function.DIVIDE, a, b);
  }

  private static Expression product(Expression a, Expression b) {
    if (isOne(a) || isOne(b)) {
      return isOne(a) ? b : a;
    }
    return isZero(a) || isZero(b)
        ? new Constant(0, a.position())
        : Expression.call(Function.MULTIPLY, a, b);
  }
}
