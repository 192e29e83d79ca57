package dev.thalweg.mapping;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import dev.thalweg.mapping.vector.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is said of labels that come in a topic of their own. */
final class LabelsReader {
  private static final Duration WITHIN_MAX = Duration.ofDays(30);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,10})(ms|s|m|h|d)");

  private final SourceReader sources;
  private final Source source;
  private final Target target;

  LabelsReader(SourceReader sources, Source source, Target target) {
    this.sources = sources;
    this.source = source;
    this.target = target;
  }

  Labels read(Section section) {
    section.withKeys("topic", "topics", "format", "id", "time", "within", "missing", "corrections");
    Source labels = sources.source(section, Optional.of(source.format()));
    labels.topics().stream()
        .filter(source.topics()::contains)
        .findFirst()
        .ifPresent(
            both -> {
              throw section
                  .place()
                  .mistake(
                      ("%s has both features and labels: name another topic, or leave labels out"
                              + " where each record has its own target.")
                          .formatted(both));
            });
    MappingParts.Id id = id(section.need("id", "id: FIELD, or id: $key"));
    return new Labels(
        labels,
        id.source(),
        id.field(),
        SourceReader.time(section.get("time")),
        within(section.need("within", "within: 1h")),
        section.get("missing").map(this::missing).orElse(dropped()),
        section.get("corrections").map(LabelsReader::corrections).orElse(Corrections.COUNT));
  }

  private static MappingParts.Id id(YamlNode node) {
    MappingParts.Id id = SourceReader.id(Optional.of(node));
    if (id.source() == IdSource.OFFSET) {
      throw node.place()
          .mistake("a label's offset is not the id of its features: give a field or $key.");
    }
    return id;
  }

  private static Duration within(YamlNode node) {
    Matcher matcher = DURATION.matcher(node.text());
    Duration within = matcher.matches() ? duration(matcher) : Duration.ZERO;
    if (within.isZero() || within.compareTo(WITHIN_MAX) > 0) {
      throw node.place()
          .mistake(
              "%s is not a time to wait: give one such as 30s, 10m, 1h or 2d, at most %dd."
                  .formatted(quoted(node.text()), WITHIN_MAX.toDays()));
    }
    return within;
  }

  private static Duration duration(Matcher matcher) {
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Unlabelled dropped() {
    return new Unlabelled(Unlabelled.Fate.DROP, 0);
  }

  private Unlabelled missing(YamlNode node) {
    if (node instanceof Section section) {
      return new Unlabelled(Unlabelled.Fate.TARGET, target(section));
    }
    return switch (node.text()) {
      case "drop" -> dropped();
      case "orphans" -> new Unlabelled(Unlabelled.Fate.ORPHANS, 0);
      default ->
          throw node.place()
              .mistake(
                  "missing is %s: give drop, orphans or %s."
                      .formatted(quoted(node.text()), targetRemedy()));
    };
  }

  private String targetRemedy() {
    return target.isNumber() ? "{number: 0}" : "{class: NAME}";
  }

  private double target(Section section) {
    if (target.isNumber()) {
      return section.withKeys("number").need("number", "number: 0").number32("a number");
    }
    YamlNode name = section.withKeys("class").need("class", "class: NAME");
    return target
        .indexOf(name.text())
        .orElseThrow(
            () ->
                name.place()
                    .mistake(
                        "%s is not one of the target's classes: give one of them."
                            .formatted(quoted(name.text()))));
  }

  private static Corrections corrections(YamlNode node) {
    return switch (node.text()) {
      case "count" -> Corrections.COUNT;
      case "learn" -> Corrections.LEARN;
      default ->
          throw node.place()
              .mistake("corrections is %s: give count or learn.".formatted(quoted(node.text())));
    };
  }
}
