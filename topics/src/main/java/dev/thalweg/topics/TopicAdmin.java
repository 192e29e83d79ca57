package dev.thalweg.topics;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.setting.TopicSetting;
import dev.thalweg.topics.rights.TopicRight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how a pipeline's topics on a cluster differ from what is needed. */
public final class TopicAdmin {
  public static final int PARTITIONS_DEFAULT = 1;

  /** As many replicas as the cluster makes by itself. */
  public static final short CLUSTERS_REPLICATION = -1;

  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);

  /** Once per process: a service asks for its topics in several places. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private static final DescribeTopicsOptions WITH_RIGHTS =
      new DescribeTopicsOptions().includeAuthorizedOperations(true);

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
   * @param differences setting to "is X, needs Y"; empty when all is well
   * @param choices settings that differ and may, with "is X, made as Y"
   * @param settingsShown false where this user may not read the settings
   */
  public record State(
      PipelineTopic topic,
      int partitions,
      Map<String, String> differences,
      Map<String, String> choices,
      boolean settingsShown) {
    public boolean exists() {
      return partitions > 0;
    }
  }

  /** How the cluster has these topics. */
  public List<State> describe(Collection<PipelineTopic> topics) {
    return compared(topics, described(topics));
  }

  private List<State> compared(
      Collection<PipelineTopic> topics, Map<PipelineTopic, TopicDescription> there) {
    Map<ConfigResource, KafkaFuture<Config>> configs =
        admin.describeConfigs(there.keySet().stream().map(this::resource).toList()).values();
    List<State> states = new ArrayList<>();
    for (PipelineTopic topic : topics) {
      Map<String, String> differences = new TreeMap<>();
      Map<String, String> choices = new TreeMap<>();
      Optional<Config> config = Optional.empty();
      if (there.containsKey(topic)) {
        config = settings(topic, configs.get(resource(topic)));
        config.ifPresent(has -> compare(topic, has, differences, choices));
      }
      states.add(
          new State(
              topic,
              there.containsKey(topic) ? there.get(topic).partitions().size() : 0,
              differences,
              choices,
              config.isPresent() || !there.containsKey(topic)));
    }
    return states;
  }

  /** Empty where this user may not read them, which is no reason to do nothing. */
  private Optional<Config> settings(PipelineTopic topic, KafkaFuture<Config> answer) {
    try {
      return Optional.of(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw ClientFailure.ofRequest(e, "DescribeConfigs on topic " + pipeline.topic(topic));
    } catch (InterruptedException e) {
      throw ClientFailure.interrupted(e);
    }
  }

  private static void compare(
      PipelineTopic topic,
      Config config,
      Map<String, String> differences,
      Map<String, String> choices) {
    for (TopicSetting setting : topic.declaredSettings()) {
      ConfigEntry entry = config.get(setting.name());
      String has = entry == null ? null : entry.value();
      if (!setting.isMetBy(has)) {
        String is = has == null ? "not told" : has;
        if (setting.isRequired()) {
          differences.put(setting.name(), "is %s, needs %s".formatted(is, setting.needed()));
        } else {
          choices.put(setting.name(), "is %s, made as %s".formatted(is, setting.value()));
        }
      }
    }
  }

  /**
   * Throws a {@link UserException} unless these topics are there with the settings that they need,
   * and this user may read them; returns the number of partitions of the first. Warns, once in a
   * process, of what it can't see and of choices that differ.
   */
  public int requireReadable(PipelineTopic... topics) {
    return require(AclOperation.READ, topics);
  }

  /** The same where this user has to write them. */
  public int requireWritable(PipelineTopic... topics) {
    return require(AclOperation.WRITE, topics);
  }

  private int require(AclOperation operation, PipelineTopic... topics) {
    Map<PipelineTopic, TopicDescription> there = new EnumMap<>(PipelineTopic.class);
    List<String> missing = new ArrayList<>();
    Map<PipelineTopic, KafkaFuture<TopicDescription>> answers = asked(Arrays.asList(topics));
    for (PipelineTopic topic : topics) {
      TopicRight needed = new TopicRight(operation, pipeline.topic(topic));
      Optional<TopicDescription> found = described(answers.get(topic), needed.toString());
      if (found.isEmpty()) {
        missing.add(pipeline.topic(topic));
      } else {
        needed.require(found.get());
        there.put(topic, found.get());
      }
    }
    if (!missing.isEmpty()) {
      throw new UserException(
          "Missing: topic %s. Run \"thalweg topics create --pipeline %s\" first."
              .formatted(String.join(", ", missing), pipeline.name()));
    }
    for (State state : compared(Arrays.asList(topics), there)) {
      if (!state.differences().isEmpty()) {
        throw new UserException(
            "Topic %s has other settings than it needs (%s): run \"thalweg topics create --alter"
                    .formatted(pipeline.topic(state.topic()), text(state.differences()))
                + " --pipeline %s\".".formatted(pipeline.name()));
      }
      warn(state);
    }
    return there.get(topics[0]).partitions().size();
  }

  private void warn(State state) {
    String topic = pipeline.topic(state.topic());
    if (!state.settingsShown() && WARNED.add(topic)) {
      LOG.warn(
          "The cluster does not give this user the right DescribeConfigs on topic {}: whether it has"
              + " the settings that it needs is not checked here",
          topic);
    }
    if (!state.choices().isEmpty() && WARNED.add(topic)) {
      LOG.warn("Topic {} differs where it may: {}", topic, text(state.choices()));
    }
  }

  /**
   * How many partitions a topic has that is not one of the pipeline's and is to be read.
   *
   * @return empty if it is missing
   * @throws UserException if this user may not read it
   */
  public OptionalInt partitions(String topic) {
    TopicRight needed = new TopicRight(AclOperation.READ, topic);
    Optional<TopicDescription> found = described(asked(topic), needed.toString());
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    needed.require(found.get());
    return OptionalInt.of(found.get().partitions().size());
  }

  private static String text(Map<String, String> differences) {
    List<String> parts = new ArrayList<>();
    differences.forEach((key, difference) -> parts.add(key + " " + difference));
    return String.join("; ", parts);
  }

  /** Those that are there. */
  private Map<PipelineTopic, TopicDescription> described(Collection<PipelineTopic> topics) {
    Map<PipelineTopic, TopicDescription> there = new EnumMap<>(PipelineTopic.class);
    asked(topics)
        .forEach(
            (topic, answer) ->
                described(answer, "Describe on topic " + pipeline.topic(topic))
                    .ifPresent(found -> there.put(topic, found)));
    return there;
  }

  private KafkaFuture<TopicDescription> asked(String topic) {
    return admin.describeTopics(List.of(topic), WITH_RIGHTS).topicNameValues().get(topic);
  }

  /** Asks for all of them by one request: a service asks at its start, and has cold code then. */
  private Map<PipelineTopic, KafkaFuture<TopicDescription>> asked(
      Collection<PipelineTopic> topics) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(topics.stream().map(pipeline::topic).toList(), WITH_RIGHTS)
            .topicNameValues();
    Map<PipelineTopic, KafkaFuture<TopicDescription>> byTopic = new EnumMap<>(PipelineTopic.class);
    topics.forEach(topic -> byTopic.put(topic, answers.get(pipeline.topic(topic))));
    return byTopic;
  }

  /**
   * Those of the pipeline's topics that are there.
   *
   * @throws UserException when the cluster does not tell
   */
  public Set<PipelineTopic> existing() {
    return described(List.of(PipelineTopic.values())).keySet();
  }

  /**
   * The partitions of a topic of any name; none where there is no such topic.
   *
   * @throws UserException when the cluster does not tell
   */
  public List<TopicPartition> partitionsOf(String topic) {
    return described(asked(topic), "Describe on topic " + topic).stream()
        .flatMap(found -> found.partitions().stream())
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private static Optional<TopicDescription> described(
      KafkaFuture<TopicDescription> answer, String right) {
    try {
      return Optional.of(get(answer, right));
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
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      throw ClientFailure.ofRequest(e, right);
    } catch (InterruptedException e) {
      throw ClientFailure.interrupted(e);
    }
  }
}
