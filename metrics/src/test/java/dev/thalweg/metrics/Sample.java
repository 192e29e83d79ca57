package dev.thalweg.metrics;

import static dev.thalweg.metrics.Declaration.counter;
import static dev.thalweg.metrics.Declaration.gauge;
import static dev.thalweg.metrics.Declaration.summary;
import static dev.thalweg.metrics.Declaration.timer;

/** A metric of each kind. */
enum Sample implements Metric {
  COUNTED(counter("thalweg.test.counted", "Things counted.", "kind", "topic")),
  LEVEL(gauge("thalweg.test.level", "seconds", "A level.")),
  PLAIN(gauge("thalweg.test.plain", "", "A number.", "model")),
  TIME(timer("thalweg.test.time", "A time.")),
  SIZE(summary("thalweg.test.size", "A size."));

  @SuppressWarnings("ImmutableEnumChecker") // it is: its list is List.of
  private final Declaration declaration;

  Sample(Declaration declaration) {
    this.declaration = declaration;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }
}
