package dev.thalweg.mapping.file;

import static dev.thalweg.mapping.file.Place.quoted;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys with values; each value's place is its key's. */
public record Section(Place place, Map<String, YamlNode> values) implements YamlNode {

  @Override
  public String kind() {
    return "a section with keys";
  }

  @Override
  public Section section() {
    return this;
  }

  /** Itself, if it has no other keys than these. */
  public Section withKeys(String... known) {
    List<String> keys = Arrays.asList(known);
    values.forEach(
        (key, value) -> {
          if (!keys.contains(key)) {
            throw value.place().mistake(unknown(key, keys));
          }
        });
    return this;
  }

  private String unknown(String key, List<String> keys) {
    return Nearest.to(key, keys)
        .map(near -> "the key %s is not known here; did you mean %s?".formatted(quoted(key), near))
        .orElseGet(
            () ->
                "the key %s is not known here: %s can have %s."
                    .formatted(quoted(key), place.key(), String.join(", ", keys)));
  }

  /** A key's value, if it is there. */
  public Optional<YamlNode> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * A key's value, which has to be there.
   *
   * @param remedy what to write, such as {@code pipeline: NAME}
   */
  public YamlNode need(String key, String remedy) {
    return get(key)
        .orElseThrow(
            () ->
                place.mistake(
                    "%s lacks the key %s: write %s.".formatted(place.key(), quoted(key), remedy)));
  }
}
