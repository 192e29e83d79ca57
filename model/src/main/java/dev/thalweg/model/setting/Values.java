package dev.thalweg.model.setting;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of some settings; immutable. */
public final class Values {

  /** No values. */
  public static final Values NONE = new Values(Map.of());

  private final Map<Setting<?>, Object> values;

  private Values(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /** The same with one more value, or another. */
  public <T> Values with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
    more.put(setting, value);
    return new Values(more);
  }

  /**
   * A setting's value.
   *
   * @throws IllegalArgumentException with one sentence if it has none
   */
  @SuppressWarnings("unchecked") // put in by with(), which checks the type
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(
          "The hyper-parameter %s is missing.".formatted(setting.key()));
    }
    return (T) value;
  }

  /** Whether a setting has a value. */
  public boolean has(Setting<?> setting) {
    return values.containsKey(setting);
  }

  /** The canonical text of a setting's value. */
  public <T> String text(Setting<T> setting) {
    return setting.type().text(get(setting));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
