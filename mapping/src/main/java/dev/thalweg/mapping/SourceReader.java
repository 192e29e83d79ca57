package dev.thalweg.mapping;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what both the features' and the labels' topics have: names, format, id, time. */
final class SourceReader {
  static final int TOPICS_MAX = 100;

  /** As Kafka has them. */
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private final Pipeline pipeline;

  SourceReader(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  Source source(Section section, Optional<Format> formatDefault) {
    return new Source(topics(section), format(section, formatDefault));
  }

  private List<String> topics(Section section) {
    Optional<YamlNode> topics = section.get("topics");
    if (topics.isPresent() && section.get("topic").isPresent()) {
      throw topics.get().place().mistake("there are both topic and topics: leave one out.");
    }
    List<YamlNode> nodes =
        topics
            .map(YamlNode::items)
            .orElseGet(() -> List.of(section.need("topic", "topic: NAME, or topics: [A, B]")));
    Set<String> names = new LinkedHashSet<>();
    for (YamlNode node : nodes) {
      if (!names.add(topic(node))) {
        throw node.place()
            .mistake("the topic %s is there twice: leave one out.".formatted(node.text()));
      }
    }
    if (names.size() > TOPICS_MAX) {
      throw topics.get().place().mistake("give at most %d topics.".formatted(TOPICS_MAX));
    }
    return new ArrayList<>(names);
  }

  private String topic(YamlNode node) {
    String name = node.text();
    if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw node.place()
          .mistake(
              "%s is not a topic's name: give letters, digits, dots, dashes and underscores."
                  .formatted(quoted(name)));
    }
    for (PipelineTopic own : PipelineTopic.values()) {
      if (name.equals(pipeline.topic(own))) {
        throw node.place()
            .mistake(
                "%s is a topic of the pipeline's own, which it would read again: name yours."
                    .formatted(name));
      }
    }
    return name;
  }

  private static Format format(Section section, Optional<Format> formatDefault) {
    Optional<YamlNode> node = section.get("format");
    if (node.isEmpty() && formatDefault.isPresent()) {
      return formatDefault.get();
    }
    YamlNode format = section.need("format", "format: avro, or format: json");
    return switch (format.text()) {
      case "avro" -> Format.AVRO;
      case "json" -> Format.JSON;
      default ->
          throw format
              .place()
              .mistake(
                  "there is no format %s: give avro or json.".formatted(quoted(format.text())));
    };
  }

  /** {@code $offset} if nothing is said. */
  static MappingParts.Id id(Optional<YamlNode> node) {
    String text = node.map(YamlNode::text).orElse("$offset");
    return switch (text) {
      case "$offset" -> new MappingParts.Id(IdSource.OFFSET, Optional.empty());
      case "$key" -> new MappingParts.Id(IdSource.KEY, Optional.empty());
      default -> {
        if (text.startsWith("$")) {
          throw node.orElseThrow()
              .place()
              .mistake("%s is no id: give a field, $key or $offset.".formatted(quoted(text)));
        }
        yield new MappingParts.Id(IdSource.FIELD, Optional.of(text));
      }
    };
  }

  /** Empty for {@code $timestamp}, the default. */
  static Optional<String> time(Optional<YamlNode> node) {
    Optional<String> text = node.map(YamlNode::text).filter(word -> !word.equals("$timestamp"));
    text.filter(word -> word.startsWith("$"))
        .ifPresent(
            word -> {
              throw node.orElseThrow()
                  .place()
                  .mistake("%s is no time: give a field or $timestamp.".formatted(quoted(word)));
            });
    return text;
  }
}
