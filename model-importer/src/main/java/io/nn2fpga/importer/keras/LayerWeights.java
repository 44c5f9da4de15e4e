package io.nn2fpga.importer.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a layer's variables are stored: by name in whole {@code .h5} files, by number in Keras 3's
 * own weights files.
 */
final class LayerWeights {
  private final Hdf5File file;
  private final Map<String, String> byName;
  private final @Nullable String numbered;
  private int next;

  private LayerWeights(Hdf5File file, Map<String, String> byName, @Nullable String numbered) {
    this.file = file;
    this.byName = byName;
    this.numbered = numbered;
  }

  /**
   * The next variable of the layer, in the order in which Keras makes them.
   *
   * @param names what it may be called
   * @return null if the file does not have it
   */
  @Nullable KerasTensor take(String... names) {
    if (numbered != null) {
      return file.numbers(numbered + "/" + next++);
    }
    for (String name : names) {
      String path = byName.get(name);
      if (path != null) {
        return file.numbers(path);
      }
    }
    return null;
  }

  /** Passes over a variable that inference does not need. */
  void skip() {
    next++;
  }

  /** The weights of all layers of a file. */
  static final class Store {
    private static final List<String> CONTAINERS =
        List.of("layers", "_layer_checkpoint_dependencies");

    private final Hdf5File file;
    private final Map<String, LayerWeights> layers = new HashMap<>();

    /**
     * The weights in a file.
     *
     * @param model all layers in the order of the model's configuration
     */
    Store(Hdf5File file, List<KerasLayer> model) {
      this.file = file;
      String root = file.hasGroup("model_weights") ? "model_weights" : "";
      List<String> names = file.texts(root, "layer_names");
      if (names != null) {
        names.forEach(name -> layers.put(name, named(root + "/" + name)));
      } else {
        CONTAINERS.stream().filter(file::hasGroup).findFirst().ifPresent(c -> number(c, model));
      }
    }

    /** The weights of a layer; without any if the file does not name it. */
    LayerWeights of(String layer) {
      return layers.getOrDefault(layer, new LayerWeights(file, Map.of(), null));
    }

    private LayerWeights named(String group) {
      List<String> paths = file.texts(group, "weight_names");
      Map<String, String> byName = new HashMap<>();
      for (String path : paths == null ? List.<String>of() : paths) {
        String base = path.substring(path.lastIndexOf('/') + 1);
        int version = base.indexOf(':');
        byName.put(version < 0 ? base : base.substring(0, version), group + "/" + path);
      }
      return new LayerWeights(file, byName, null);
    }

    /** Keras 3 calls groups by class, counted; newer files have the layers' names beside. */
    private void number(String container, List<KerasLayer> model) {
      Map<String, String> groups = new HashMap<>();
      file.labels(container, "vars", "name").forEach((group, label) -> groups.put(label, group));
      Map<String, Integer> used = new HashMap<>();
      for (KerasLayer layer : model) {
        String word = snakeCase(layer.className());
        int count = used.merge(word, 1, Integer::sum) - 1;
        String counted = count == 0 ? word : word + "_" + count;
        String group = groups.getOrDefault(layer.name(), counted);
        layers.put(
            layer.name(), new LayerWeights(file, Map.of(), container + "/" + group + "/vars"));
      }
    }

    private static String snakeCase(String className) {
      List<String> words = new ArrayList<>();
      int start = 0;
      for (int i = 1; i < className.length(); i++) {
        boolean upper = Character.isUpperCase(className.charAt(i));
        boolean afterLower = Character.isLowerCase(className.charAt(i - 1));
        boolean beforeLower =
            i + 1 < className.length() && Character.isLowerCase(className.charAt(i + 1));
        if (upper && (afterLower || beforeLower)) {
          words.add(className.substring(start, i));
          start = i;
        }
      }
      words.add(className.substring(start));
      return String.join("_", words).toLowerCase(java.util.Locale.ROOT);
    }
  }
}
