package dev.thalweg.schemas;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A named pipeline; its name prefixes its topics, consumer groups and model.
 *
 * @param name lower-case letters, digits and dashes, at most 64, no two dashes in a row; no dot and
 *     no underscore, whose mixture makes Kafka's metric names collide
 */
public record Pipeline(String name) {
  /** Of a pipeline that nobody named. */
  public static final String NAME_DEFAULT = "digits";

  private static final int NAME_LENGTH_MAX = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9](-?[a-z0-9])*");

  public Pipeline {
    if (name.length() > NAME_LENGTH_MAX || !NAME.matcher(name).matches()) {
      String shown = name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, 40) + "...";
      throw new UserException(
          ("\"%s\" is not a pipeline name: use at most %d lower-case letters of a to z, digits and"
                  + " single dashes between them.")
              .formatted(shown, NAME_LENGTH_MAX));
    }
  }

  /** The full name of one of its topics, such as {@code digits.samples}. */
  public String topic(PipelineTopic topic) {
    return name + "." + topic.suffix();
  }

  /** The full names of some of its topics. */
  public Set<String> topics(Collection<PipelineTopic> topics) {
    return topics.stream().map(this::topic).collect(Collectors.toUnmodifiableSet());
  }

  /** The consumer group of one of its services, such as {@code digits-trainer}. */
  public String group(String service) {
    return name + "-" + service;
  }

  /** The name of its model: the pipeline's own. */
  public String model() {
    return name;
  }
}
