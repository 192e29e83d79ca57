package dev.thalweg.model.setting;

import java.util.List;
import java.util.function.Function;

/**
 * One kind of optimizer, schedule or the like: its name, what can be set, and how it is made.
 *
 * @param name in a map, such as {@code inverse_sqrt}
 * @param settings in order; what a setting has to fit comes before it
 * @param maker makes one of values for all settings
 */
public record Kind<T>(String name, List<Setting<?>> settings, Function<Values, T> maker) {

  /** Something that is of a kind. */
  public interface Of<T> {

    /** Its kind. */
    Kind<T> kind();

    /** The values of all settings of its kind. */
    Values values();
  }

  public Kind {
    settings = List.copyOf(settings);
  }

  /** Whether the kind has this very setting, not just one of the same key. */
  boolean has(Setting<?> setting) {
    return settings.stream()
        .anyMatch(mine -> mine.key().equals(setting.key()) && mine.type().equals(setting.type()));
  }

  /** The name on a command line, such as {@code inverse-sqrt}. */
  String word() {
    return name.replace('_', '-');
  }

  /** What must be said with the name, as in {@code linear:N}; null if everything has a fallback. */
  Setting<?> required() {
    return settings.stream().filter(one -> one.fallback() == null).findFirst().orElse(null);
  }
}
