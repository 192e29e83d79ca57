package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.Format;
import java.util.List;

/**
 * What a draft is asked for.
 *
 * @param target the path of what is to be learned; null leaves its place open
 * @param id the path of the id, {@code $key}, or null for {@code $offset}
 * @param time the path of the time, or null for {@code $timestamp}
 */
public record DraftRequest(
    String pipeline, List<String> topics, Format format, String target, String id, String time) {
  public DraftRequest {
    topics = List.copyOf(topics);
  }
}
