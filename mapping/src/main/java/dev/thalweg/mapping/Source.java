package dev.thalweg.mapping;

import java.util.List;

/**
 * The topics that records come from.
 *
 * @param topics at least one, all different
 */
public record Source(List<String> topics, Format format) {
  public Source {
    topics = List.copyOf(topics);
  }
}
