package dev.thalweg.model.setting;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * The one declaration of a hyper-parameter. From it come its key in the map of a snapshot, the flag
 * that sets it, its name in a grid, its help and its limits.
 *
 * @param key in the map, such as {@code adam.beta1}
 * @param gridName in a grid; as the key unless that is long to write
 * @param fallback what it is where nothing else says; null if something must
 * @param isQuiet whether its fallback leaves no text in the map, so that maps from before it was
 *     declared stay what they are
 * @param description one sentence for the help of a command
 * @param fit makes a value that nobody has set go with those before it
 */
public record Setting<T>(
    String key,
    Type<T> type,
    String gridName,
    T fallback,
    boolean isQuiet,
    String description,
    BiFunction<T, Values, T> fit) {

  public Setting {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(type, "type");
  }

  /** Begins a declaration. */
  public static <T> Setting<T> of(String key, Type<T> type) {
    return new Setting<>(key, type, key, null, false, "", (value, others) -> value);
  }

  /** With a fallback. */
  public Setting<T> or(T value) {
    return new Setting<>(key, type, gridName, value, isQuiet, description, fit);
  }

  /** With a fallback that leaves no text in the map. */
  public Setting<T> orQuietly(T value) {
    return new Setting<>(key, type, gridName, value, true, description, fit);
  }

  /** With a sentence for the help. */
  public Setting<T> says(String sentence) {
    return new Setting<>(key, type, gridName, fallback, isQuiet, sentence, fit);
  }

  /** With a short name for grids. */
  public Setting<T> inGrids(String name) {
    return new Setting<>(key, type, name, fallback, isQuiet, description, fit);
  }

  /** With what makes a value that nobody has set go with those before it. */
  public Setting<T> fitting(BiFunction<T, Values, T> adjustment) {
    return new Setting<>(key, type, gridName, fallback, isQuiet, description, adjustment);
  }

  /** The flag that sets it. */
  public String flag() {
    return "--" + key.replace('.', '-');
  }

  /** What the help of a command says: the description, and the choices where there are any. */
  public String help() {
    String choices = type.choices();
    return choices.isEmpty()
        ? description
        : description.replaceFirst("\\.$", "") + ": " + choices + ".";
  }

  /**
   * Checks a value's limits.
   *
   * @throws IllegalArgumentException with one sentence that begins with the key
   */
  public void check(T value) {
    type.check(key, value);
  }

  /** Reads a value; see {@link Type#parse}. */
  public T parse(String text) {
    return type.parse("hyper-parameter " + key, text);
  }

  /** Whether a value leaves no text in the map. */
  boolean isUnsaid(T value) {
    return isQuiet && value.equals(fallback);
  }

  /** Two declarations of one key are the same hyper-parameter. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Setting<?> that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key;
  }
}
