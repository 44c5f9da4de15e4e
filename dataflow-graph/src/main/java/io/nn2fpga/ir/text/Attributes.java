package io.nn2fpga.ir.text;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Operation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The attributes of an operation as text: its record components by name. */
final class Attributes {
  private Attributes() {}

  /** {@code {kernel=[3, 3], group=1}}; empty if the operation has no attributes. */
  static String print(Operation op) {
    RecordComponent[] components = components(op.getClass());
    return components.length == 0
        ? ""
        : Arrays.stream(components)
            .map(c -> c.getName() + "=" + text(value(op, c)))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The names of a record's attributes, in order. */
  static List<String> names(Class<? extends Operation> type) {
    return Arrays.stream(components(type)).map(RecordComponent::getName).toList();
  }

  /**
   * Rebuilds an operation.
   *
   * @param given one entry a component: the text of a scalar, or a list of such texts
   * @throws IllegalArgumentException if a text does not fit its component, or the record refuses
   *     the values; the message is for users
   */
  static <T extends Operation> T build(Class<T> type, Map<String, Object> given) {
    RecordComponent[] components = components(type);
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      arguments[i] =
          parse(name, components[i].getGenericType(), Objects.requireNonNull(given.get(name)));
    }
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(refused.getMessage(), e);
      }
      throw new IllegalStateException("constructor of " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no canonical constructor of " + type, e);
    }
  }

  private static RecordComponent[] components(Class<? extends Operation> type) {
    if (!type.isRecord()) {
      throw new IllegalStateException(type + " is not a record");
    }
    return type.getRecordComponents();
  }

  private static Object value(Operation op, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(op);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("component " + component + " of " + op, e);
    }
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Attributes::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof String string) {
      return Names.quote(string);
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof IntegerElement) {
      return value.toString();
    }
    throw new IllegalStateException("the text form has no attributes of " + value.getClass());
  }

  private static Object parse(String name, Type type, Object given) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      if (!(given instanceof List<?> elements)) {
        throw new IllegalArgumentException("'" + name + "' has to be a list");
      }
      Type element = list.getActualTypeArguments()[0];
      return elements.stream().map(e -> parse(name, element, e)).toList();
    }
    if (!(given instanceof String text)) {
      throw new IllegalArgumentException("'" + name + "' cannot be a list");
    }
    try {
      return scalar((Class<?>) type, text);
    } catch (IllegalArgumentException e) {
      String expected = ((Class<?>) type).getSimpleName();
      throw new IllegalArgumentException("'" + name + "': " + text + " is no " + expected, e);
    }
  }

  private static Object scalar(Class<?> type, String text) {
    if (type == int.class || type == Integer.class) {
      return Integer.valueOf(text);
    } else if (type == long.class || type == Long.class) {
      return Long.valueOf(text);
    } else if (type == double.class || type == Double.class) {
      return Double.valueOf(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return bool(text);
    } else if (type == String.class) {
      return text;
    } else if (type == IntegerElement.class) {
      return Names.integerElement(text);
    } else if (type.isEnum()) {
      return constant(type, text);
    }
    throw new IllegalStateException("the text form has no attributes of " + type);
  }

  private static boolean bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return Boolean.parseBoolean(text);
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> ((Enum<?>) c).name().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }
}
