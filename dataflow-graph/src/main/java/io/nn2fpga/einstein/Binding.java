package io.nn2fpga.einstein;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.einstein.Definition.Parameter;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A definition with the operands of a model's node.
 *
 * @param definition the operator
 * @param place of the node, for diagnostics
 * @param batched whether axis 0 of computed operands is a batch of 1, which their nn types lack
 * @param operands one a parameter
 * @param sizes extents by their names
 */
record Binding(
    Definition definition,
    List<String> place,
    boolean batched,
    List<Operand> operands,
    Map<String, Integer> sizes) {

  /**
   * Fits operands to parameters.
   *
   * @throws DiagnosticException if the number of operands, of axes, or an extent does not fit
   */
  static Binding of(
      Definition definition, List<String> place, boolean batched, List<Operand> operands) {
    Binding binding = new Binding(definition, place, batched, operands, new HashMap<>());
    int count = definition.parameters().size();
    if (operands.size() != count) {
      throw binding.refuse(
          operands.size() + " operands for the " + count + " parameters of the operator",
          definition.position(),
          null);
    }
    for (int i = 0; i < count; i++) {
      binding.bind(definition.parameters().get(i), operands.get(i));
    }
    return binding;
  }

  private void bind(Parameter parameter, Operand operand) {
    List<Integer> dims = operand.dims();
    boolean oneNumber = parameter.sizes().isEmpty() && operand.size() == 1;
    if (dims.size() != parameter.sizes().size() && !oneNumber) {
      throw refuse(
          "an operand of extents " + dims + " for '" + parameter.name() + "'",
          parameter.position(),
          "the parameter has " + parameter.sizes().size() + " axes");
    }
    for (int axis = 0; axis < parameter.sizes().size(); axis++) {
      String size = parameter.sizes().get(axis);
      Integer other = sizes.putIfAbsent(size, dims.get(axis));
      if (other != null && !other.equals(dims.get(axis))) {
        throw refuse(
            "the extent '"
                + size
                + "' is "
                + other
                + ", but "
                + dims.get(axis)
                + " for '"
                + parameter.name()
                + "'",
            parameter.position(),
            null);
      }
    }
  }

  /** The index of the parameter of that name; −1 if there is none. */
  int parameter(String name) {
    for (int i = 0; i < operands.size(); i++) {
      if (definition.parameters().get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a read is of a computed operand. */
  boolean isComputed(int parameter) {
    return operands.get(parameter).constant() == null;
  }

  /** The exception that names the node and a place in the definition. */
  DiagnosticException refuse(String message, Position at, @Nullable String hint) {
    List<String> places = new ArrayList<>(place);
    places.add(definition.place(at) + ", operator '" + definition.name() + "'");
    return new DiagnosticException(
        new Diagnostic(Code.UNSUPPORTED_OPERATOR, message, places, hint));
  }

  /** A tensor of binary32 numbers. */
  static FloatTensor tensor(float[] data, List<Integer> shape) {
    return new FloatTensor(new TensorType(shape, FloatElement.F32), data);
  }
}
