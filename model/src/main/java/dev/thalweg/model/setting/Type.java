package dev.thalweg.model.setting;

import java.util.List;
import java.util.Map;

/**
 * How values are written, read and limited. A value's text is canonical: equal values, one text.
 * What a setting's map, flags and differences are follows from its type: {@link Kinds} brings the
 * settings of each kind along.
 */
public interface Type<T> {

  /** What stands for a value in the help of a command, such as {@code N}. */
  String placeholder();

  /** The values as a sentence lists them; empty where there are too many. */
  default String choices() {
    return "";
  }

  /** The canonical text of a value. */
  String text(T value);

  /**
   * Reads a value from a text that need not be canonical, without checking its limits.
   *
   * @param name what the sentence begins with
   * @throws IllegalArgumentException with one sentence if it can't be read
   */
  T parse(String name, String text);

  /**
   * Checks a value's limits.
   *
   * @throws IllegalArgumentException with one sentence that begins with the name
   */
  void check(String name, T value);

  /** Settings that a value may bring along, each key once. */
  default List<Setting<?>> parts() {
    return List.of();
  }

  /** Writes a value's texts by key. */
  default void write(Setting<T> setting, T value, Map<String, String> map) {
    if (!setting.isUnsaid(value)) {
      map.put(setting.key(), text(value));
    }
  }

  /**
   * Reads a value from the texts that {@link #write} wrote.
   *
   * @throws IllegalArgumentException with one sentence if it can't be read, or is out of its limits
   */
  default T read(Setting<T> setting, Map<String, String> map) {
    return setting.isQuiet() && !map.containsKey(setting.key())
        ? setting.fallback()
        : setting.parse(Kinds.required(setting, map));
  }

  /**
   * Another value.
   *
   * @param given what is to differ from the base, by key
   * @throws IllegalArgumentException with one sentence if that is not possible
   */
  default T change(Setting<T> setting, T base, Map<String, String> given) {
    String text = given.get(setting.key());
    return text == null ? base : setting.parse(text);
  }

  /** Puts in what makes {@link #change} come from the base to the value that is wanted. */
  default void difference(Setting<T> setting, T base, T wanted, Map<String, String> given) {
    if (!base.equals(wanted)) {
      given.put(setting.key(), text(wanted));
    }
  }
}
