package io.nn2fpga.cli.project;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a YAML text with their lines, held against the components of a record.
 *
 * <p>Jackson builds records only after their last key, when the lines are forgotten; hence this
 * pass over the tokens before.
 *
 * @param lines line of each key by dotted path, as in {@code target.fps}
 * @param unknown the keys that no record component takes, in order of the text
 * @param empty whether the text holds nothing but comments
 */
record KeyLines(Map<String, Integer> lines, List<Unknown> unknown, boolean empty) {

  /** A key that the record at its place does not take. */
  record Unknown(String key, int line, List<String> known) {}

  /**
   * Reads the keys of {@code text}.
   *
   * @throws com.fasterxml.jackson.core.JacksonException if the text is not YAML
   */
  static KeyLines read(String text, Class<?> root) throws IOException {
    Map<String, Integer> lines = new LinkedHashMap<>();
    List<Unknown> unknown = new ArrayList<>();
    boolean empty = true;
    Deque<String> path = new ArrayDeque<>();
    Deque<List<Type>> open = new ArrayDeque<>();
    @Nullable Type next = root;
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        empty = false;
        switch (token) {
          case START_OBJECT -> {
            open.push(next == null ? List.of() : List.of(next));
            path.addLast("");
          }
          case END_OBJECT -> {
            open.pop();
            path.removeLast();
          }
          case START_ARRAY -> parser.skipChildren();
          case FIELD_NAME -> {
            int line = parser.currentTokenLocation().getLineNr();
            String key = parser.currentName();
            path.removeLast();
            path.addLast(key);
            lines.put(String.join(".", path), line);
            Type owner = open.element().isEmpty() ? null : open.element().get(0);
            next = owner == null ? null : componentType(owner, key);
            if (next == null) {
              if (owner instanceof Class<?> type && type.isRecord()) {
                unknown.add(new Unknown(key, line, keys(type)));
              }
              parser.nextToken();
              parser.skipChildren();
            }
          }
          default -> {}
        }
      }
    }
    return new KeyLines(
        Collections.unmodifiableMap(lines), Collections.unmodifiableList(unknown), empty);
  }

  /** The keys that a record takes, sorted. */
  static List<String> keys(Class<?> type) {
    if (!type.isRecord()) {
      return List.of();
    }
    return Arrays.stream(type.getRecordComponents()).map(KeyLines::key).sorted().toList();
  }

  /** The type of what a key holds, or null where nothing is known of it. */
  private static @Nullable Type componentType(Type owner, String key) {
    if (owner instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return map.getActualTypeArguments()[1]; // the keys of a map are names that the user chose
    }
    if (owner instanceof Class<?> type && type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (key(component).equals(key)) {
          return component.getGenericType();
        }
      }
    }
    return null;
  }

  private static String key(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }
}
