package dev.thalweg.model.setting;

import dev.thalweg.model.text.Decimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The kinds of something, one of which is chosen by its name and brings settings of its own.
 *
 * <p>On a command line the one value that a kind can't do without may follow its name: {@code
 * linear:60000}.
 */
public final class Kinds<T extends Kind.Of<T>> implements Type<T> {

  private final String noun;
  private final List<Kind<T>> all;

  /**
   * All kinds.
   *
   * @param noun what one is called, which is the key of the choice
   * @param kinds in the order in which a sentence lists them
   */
  public Kinds(String noun, List<Kind<T>> kinds) {
    this.noun = noun;
    this.all = List.copyOf(kinds);
  }

  /** All kinds, in the order in which a sentence lists them. */
  public List<Kind<T>> all() {
    return all;
  }

  /** The names, with what must be said besides. */
  @Override
  public String choices() {
    return or(all.stream().map(k -> k.word() + (k.required() == null ? "" : ":N")).toList());
  }

  /** Joins words: a, b or c. */
  static String or(List<String> words) {
    int last = words.size() - 1;
    String most = String.join(", ", words.subList(0, last));
    return most.isEmpty() ? words.get(last) : most + " or " + words.get(last);
  }

  @Override
  public String placeholder() {
    return "NAME";
  }

  @Override
  public String text(T value) {
    return value.kind().name();
  }

  @Override
  public T parse(String name, String text) {
    Kind<T> kind = named(text.split(":", 2)[0]);
    Map<String, String> said = said(kind, text);
    Values values = Values.NONE;
    for (Setting<?> part : kind.settings()) {
      String given = said.get(part.key());
      values = given == null ? fallback(part, values) : parsed(part, given, values);
    }
    return kind.maker().apply(values);
  }

  @Override
  public void check(String name, T value) {}

  @Override
  public List<Setting<?>> parts() {
    Map<String, Setting<?>> parts = new LinkedHashMap<>();
    all.forEach(kind -> kind.settings().forEach(one -> parts.putIfAbsent(one.key(), one)));
    return List.copyOf(parts.values());
  }

  @Override
  public void write(Setting<T> setting, T value, Map<String, String> map) {
    map.put(setting.key(), text(value));
    Values values = value.values();
    value.kind().settings().forEach(part -> map.put(part.key(), values.text(part)));
  }

  @Override
  public T read(Setting<T> setting, Map<String, String> map) {
    Kind<T> kind = named(required(setting, map));
    Values values = Values.NONE;
    for (Setting<?> part : kind.settings()) {
      values = parsed(part, required(part, map), values);
    }
    return kind.maker().apply(values);
  }

  static String required(Setting<?> setting, Map<String, String> map) {
    String text = map.get(setting.key());
    if (text == null) {
      throw new IllegalArgumentException(
          "The hyper-parameter %s is missing.".formatted(setting.key()));
    }
    return text;
  }

  @Override
  public T change(Setting<T> setting, T base, Map<String, String> given) {
    String choice = given.get(setting.key());
    Kind<T> kind = choice == null ? base.kind() : named(choice.split(":", 2)[0]);
    Map<String, String> all = new LinkedHashMap<>(given);
    if (choice != null) {
      all.putAll(said(kind, choice));
    }
    refuseStrangers(kind, given);
    Values values = Values.NONE;
    for (Setting<?> part : kind.settings()) {
      String text = all.get(part.key());
      values = text == null ? implied(part, kind, base, values) : parsed(part, text, values);
    }
    return kind.maker().apply(values);
  }

  /** What follows a kind's name. */
  private Map<String, String> said(Kind<T> kind, String choice) {
    String[] parts = choice.split(":", 2);
    if (parts.length == 1) {
      return Map.of();
    }
    if (kind.required() == null) {
      throw new IllegalArgumentException(
          "The %s %s takes nothing after its name.".formatted(noun, kind.word()));
    }
    return Map.of(kind.required().key(), parts[1]);
  }

  /** What is set for another kind than this would be lost without a word. */
  private void refuseStrangers(Kind<T> kind, Map<String, String> given) {
    for (Setting<?> part : parts()) {
      if (given.containsKey(part.key())
          && kind.settings().stream().noneMatch(mine -> mine.key().equals(part.key()))) {
        throw new IllegalArgumentException(
            "%s does not go with the %s %s: leave it out, or choose another %s."
                .formatted(part.flag(), noun, kind.word(), noun));
      }
    }
  }

  private <V> Values implied(Setting<V> part, Kind<T> kind, T base, Values values) {
    if (!base.kind().has(part)) {
      if (part.fallback() == null) {
        throw new IllegalArgumentException(
            "The %s %s needs its %s: write %s:N."
                .formatted(noun, kind.word(), part.key(), kind.word()));
      }
      return fallback(part, values);
    }
    V value = base.values().get(part);
    return values.with(part, part.fit().apply(value, values));
  }

  private static <V> Values fallback(Setting<V> part, Values values) {
    V value = part.fallback();
    if (value == null) {
      throw new IllegalArgumentException(
          "The hyper-parameter %s is missing.".formatted(part.key()));
    }
    return values.with(part, part.fit().apply(value, values));
  }

  private static <V> Values parsed(Setting<V> part, String text, Values values) {
    return values.with(part, part.parse(text));
  }

  @Override
  public void difference(Setting<T> setting, T base, T wanted, Map<String, String> given) {
    Kind<T> kind = wanted.kind();
    String choice = kind.word();
    Values values = Values.NONE;
    for (Setting<?> part : kind.settings()) {
      String text = wanted.values().text(part);
      if (part.fallback() == null && !base.kind().has(part)) {
        choice += ":" + text;
      } else if (!implied(part, kind, base, values).text(part).equals(text)) {
        given.put(part.key(), text);
      }
      values = parsed(part, text, values);
    }
    if (!kind.equals(base.kind())) {
      given.put(setting.key(), choice);
    }
  }

  private Kind<T> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return all.stream()
        .filter(kind -> kind.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no %s \"%s\"; use %s."
                        .formatted(noun, Decimal.excerpt(name), choices())));
  }

  @Override
  public String toString() {
    return all.stream().map(Kind::name).collect(Collectors.joining(", "));
  }
}
