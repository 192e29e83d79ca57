package dev.thalweg.benchmarks.fresh;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When each snapshot of a model came how far, by the machine's clock; for several threads. */
final class ServedTimes {
  private final Map<Long, Instant> trained = new ConcurrentHashMap<>();
  private final Map<Long, Instant> readable = new ConcurrentHashMap<>();
  private final Map<Long, Instant> loaded = new ConcurrentHashMap<>();
  private final Map<Long, Instant> answered = new ConcurrentHashMap<>();

  /**
   * What one snapshot took from its step on.
   *
   * @param version samples that it has consumed
   * @param readableMs until a reader of what is committed had it
   * @param loadedMs until the scorer had it in place
   * @param answeredMs until the first answer by it over HTTP was there
   */
  record Freshness(long version, double readableMs, double loadedMs, double answeredMs) {}

  /** A reader of what is committed has it. */
  void readable(long version, Instant trainedAt) {
    readable.putIfAbsent(version, Instant.now());
    trained.putIfAbsent(version, trainedAt);
  }

  /** The scorer scores by it. */
  void loaded(long version) {
    loaded.putIfAbsent(version, Instant.now());
  }

  /** It has answered. */
  void answered(long version) {
    answered.putIfAbsent(version, Instant.now());
  }

  /** Of a snapshot by its version; empty until it has answered and was read. */
  Optional<Freshness> of(long version) {
    Instant step = trained.get(version);
    if (step == null || !answered.containsKey(version) || !loaded.containsKey(version)) {
      return Optional.empty();
    }
    return Optional.of(
        new Freshness(
            version,
            ms(step, readable.get(version)),
            ms(step, loaded.get(version)),
            ms(step, answered.get(version))));
  }

  private static double ms(Instant from, Instant to) {
    return ChronoUnit.MICROS.between(from, to) / 1e3;
  }
}
