package dev.thalweg.topics;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates a pipeline's topics, and tells how those of a cluster differ from what is needed. */
public final class TopicAdmin {
  public static final int PARTITIONS_DEFAULT = 1;

  /** As many replicas as the cluster makes by itself. */
  public static final short CLUSTERS_REPLICATION = -1;

  private final Admin admin;
  private final Pipeline pipeline;

  /** Does not close the admin client. */
  public TopicAdmin(Admin admin, Pipeline pipeline) {
    this.admin = admin;
    this.pipeline = pipeline;
  }

  /**
   * One topic as the cluster has it.
   *
   * @param partitions 0 when the topic is missing
   * @param differences setting to "has X, needs Y"; empty when all is well
   */
  public record State(PipelineTopic topic, int partitions, Map<String, String> differences) {
    public boolean exists() {
      return partitions > 0;
    }
  }

  /** Creates the topics that are missing; those that are there stay as they are. */
  public List<PipelineTopic> create(int partitions, short replication) {
    List<PipelineTopic> created = new ArrayList<>();
    for (PipelineTopic topic : PipelineTopic.values()) {
      NewTopic request =
          new NewTopic(pipeline.topic(topic), topic.partitioned() ? partitions : 1, replication)
              .configs(topic.settings());
      try {
        get(admin.createTopics(List.of(request)).all(), "Create on topic " + request.name());
        created.add(topic);
      } catch (TopicExistsException e) {
        // Kept as it is; its differences are the caller's to ask for.
      }
    }
    return created;
  }

  /** Sets the settings that differ from what is needed; partitions can't be changed. */
  public void alterSettings() {
    for (State state : describe(List.of(PipelineTopic.values()))) {
      if (state.exists() && !state.differences().isEmpty()) {
        List<AlterConfigOp> changes =
            state.differences().keySet().stream()
                .map(key -> new ConfigEntry(key, state.topic().settings().get(key)))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList();
        get(
            admin.incrementalAlterConfigs(Map.of(resource(state.topic()), changes)).all(),
            "AlterConfigs on topic " + pipeline.topic(state.topic()));
      }
    }
  }

  /** How the cluster has these topics. */
  public List<State> describe(Collection<PipelineTopic> topics) {
    Map<PipelineTopic, Integer> partitions = new EnumMap<>(PipelineTopic.class);
    topics.forEach(t -> description(t).ifPresent(d -> partitions.put(t, d.partitions().size())));
    Map<ConfigResource, Config> configs =
        get(
            admin.describeConfigs(partitions.keySet().stream().map(this::resource).toList()).all(),
            "DescribeConfigs on topic "
                + String.join(", ", partitions.keySet().stream().map(pipeline::topic).toList()));
    return topics.stream()
        .map(
            topic ->
                new State(
                    topic,
                    partitions.getOrDefault(topic, 0),
                    differences(topic, configs.get(resource(topic)))))
        .toList();
  }

  /**
   * Throws a {@link UserException} unless these topics are there with the settings that they need;
   * returns the number of partitions of the first.
   */
  public int require(PipelineTopic... topics) {
    List<State> states = describe(Arrays.asList(topics));
    List<String> missing =
        states.stream().filter(s -> !s.exists()).map(s -> pipeline.topic(s.topic())).toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          "Missing: topic %s. Run \"thalweg topics create --pipeline %s\" first."
              .formatted(String.join(", ", missing), pipeline.name()));
    }
    for (State state : states) {
      if (!state.differences().isEmpty()) {
        throw new UserException(
            "Topic %s has other settings than it needs (%s): run \"thalweg topics create --alter"
                    .formatted(pipeline.topic(state.topic()), text(state.differences()))
                + " --pipeline %s\".".formatted(pipeline.name()));
      }
    }
    return states.get(0).partitions();
  }

  /** How many partitions a topic has that is not one of the pipeline's; empty if it is missing. */
  public OptionalInt partitions(String topic) {
    try {
      return OptionalInt.of(
          get(admin.describeTopics(List.of(topic)).allTopicNames(), "Describe on topic " + topic)
              .get(topic)
              .partitions()
              .size());
    } catch (UnknownTopicOrPartitionException e) {
      return OptionalInt.empty();
    }
  }

  private static String text(Map<String, String> differences) {
    List<String> parts = new ArrayList<>();
    differences.forEach((key, difference) -> parts.add(key + " " + difference));
    return String.join("; ", parts);
  }

  private static Map<String, String> differences(PipelineTopic topic, Config config) {
    Map<String, String> differences = new TreeMap<>();
    if (config != null) {
      topic
          .settings()
          .forEach(
              (key, needed) -> {
                ConfigEntry entry = config.get(key);
                String has = entry == null ? "nothing" : entry.value();
                if (!needed.equals(has)) {
                  differences.put(key, "is %s, needs %s".formatted(has, needed));
                }
              });
    }
    return differences;
  }

  private Optional<TopicDescription> description(PipelineTopic topic) {
    try {
      return Optional.of(
          get(
                  admin.describeTopics(List.of(pipeline.topic(topic))).allTopicNames(),
                  "Describe on topic " + pipeline.topic(topic))
              .get(pipeline.topic(topic)));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private ConfigResource resource(PipelineTopic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, pipeline.topic(topic));
  }

  /**
   * @param right that the request needs
   */
  private static <T> T get(KafkaFuture<T> future, String right) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      if (e.getCause() instanceof AuthorizationException) {
        throw new UserException(
            "The cluster does not give this user the right %s: add an ACL for it.".formatted(right),
            e);
      }
      if (ClientFailure.explained(e) instanceof UserException sentence) {
        throw sentence;
      }
      throw new UserException(
          "The cluster refuses a request that needs %s (%s)."
              .formatted(right, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while asking the cluster for its topics.", e);
    }
  }
}
