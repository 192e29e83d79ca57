package dev.thalweg.topics.creation;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.setting.TopicSetting;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.setting.GivenSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates a pipeline's topics. */
public final class TopicCreation {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);

  /** Usual are milliseconds. */
  private static final Duration READY_MAX = Duration.ofSeconds(10);

  private static final Duration ASK_AGAIN = Duration.ofMillis(10);

  private final Admin admin;
  private final Pipeline pipeline;
  private final TopicAdmin topics;

  /** Does not close the admin client. */
  public TopicCreation(Admin admin, Pipeline pipeline) {
    this.admin = admin;
    this.pipeline = pipeline;
    topics = new TopicAdmin(admin, pipeline);
  }

  /**
   * What has become of the topics that were missing.
   *
   * @param created those that are there now
   * @param leftOut a sentence for each topic that was made without a choice of ours
   * @param failures a sentence for each topic that could not be made
   */
  public record Outcome(List<PipelineTopic> created, List<String> leftOut, List<String> failures) {}

  /**
   * Creates the topics that are missing; those that are there stay as they are.
   *
   * @throws UserException where some could not be made, after the others
   */
  public List<PipelineTopic> create(int partitions, short replication) {
    Outcome outcome = create(partitions, replication, GivenSettings.none());
    if (!outcome.failures().isEmpty()) {
      throw new UserException(String.join(" ", outcome.failures()));
    }
    return outcome.created();
  }

  /**
   * Waits, for 10 s at most, until topics that have been created can be written to. The brokers
   * hear of them a moment later, and a producer that has several batches under way before that may
   * lose the first: where a partition's leader begins between two of them it takes the second, and
   * the first is out of order for ever.
   */
  public void awaitWritable(List<String> names) {
    long deadlineNs = System.nanoTime() + READY_MAX.toNanos();
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (String name : names) {
      List<TopicPartition> found = topics.partitionsOf(name);
      while (found.isEmpty() && System.nanoTime() < deadlineNs) {
        pause();
        found = topics.partitionsOf(name);
      }
      found.forEach(partition -> partitions.put(partition, OffsetSpec.latest()));
    }
    try {
      long leftNs = Math.max(0, deadlineNs - System.nanoTime());
      var unused = admin.listOffsets(partitions).all().get(leftNs, NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Not every partition has a leader that answers.", e); // who writes there will tell
    } catch (InterruptedException e) {
      throw ClientFailure.interrupted(e);
    }
  }

  /** Until brokers are asked again what they have heard of. */
  static void pause() {
    try {
      Thread.sleep(ASK_AGAIN.toMillis());
    } catch (InterruptedException e) {
      throw ClientFailure.interrupted(e);
    }
  }

  /**
   * Creates those of the missing topics that the cluster lets it create. When it returns, they can
   * be written to.
   */
  public Outcome create(int partitions, short replication, GivenSettings given) {
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<PipelineTopic> there = topics.existing();
    Map<PipelineTopic, NewTopic> missing = new EnumMap<>(PipelineTopic.class);
    for (PipelineTopic topic : PipelineTopic.values()) {
      if (!there.contains(topic)) {
        missing.put(
            topic,
            new NewTopic(pipeline.topic(topic), topic.partitioned() ? partitions : 1, replication));
      }
    }
    if (!missing.isEmpty()) {
      missing.forEach((topic, request) -> request.configs(settings(topic, given)));
      Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing.values()).values();
      missing.forEach(
          (topic, request) -> finish(request, topic, given, answers.get(request.name()), outcome));
      awaitWritable(outcome.created().stream().map(pipeline::topic).toList());
    }
    return outcome;
  }

  private static Map<String, String> settings(PipelineTopic topic, GivenSettings given) {
    Map<String, String> settings = new TreeMap<>(topic.settings());
    settings.putAll(given.of(topic));
    return settings;
  }

  /**
   * A cluster may refuse any setting, even with the value that it has anyway: then the topic is
   * made without, as far as it needs none of what is left out.
   *
   * @param first the answer to the request as it is
   */
  private void finish(
      NewTopic request,
      PipelineTopic topic,
      GivenSettings given,
      KafkaFuture<Void> first,
      Outcome outcome) {
    Map<String, String> settings = settings(topic, given);
    KafkaFuture<Void> answer = first;
    Set<String> without = new TreeSet<>();
    Set<String> reasons = new LinkedHashSet<>();
    while (true) {
      try {
        Void unused = answer.get();
        outcome.created().add(topic);
        if (!without.isEmpty()) {
          outcome
              .leftOut()
              .add(
                  "%s was made without %s, as the cluster refuses it (%s)."
                      .formatted(
                          request.name(), String.join(", ", without), String.join("; ", reasons)));
        }
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicExistsException) {
          return; // kept as it is; its differences are the caller's to ask for
        }
        if (ClientFailure.isTimeout(e)) {
          throw ClientFailure.ofRequest(
              e, "Create on topic " + request.name()); // so would be all others
        }
        Set<String> dispensable =
            isOfSettings(e) ? dispensable(topic, given, settings, message(e)) : Set.of();
        if (dispensable.isEmpty()) {
          outcome.failures().add(notCreated(request, topic, e));
          return;
        }
        reasons.add(message(e));
        without.addAll(dispensable);
        settings.keySet().removeAll(dispensable);
        answer = admin.createTopics(List.of(request.configs(settings))).all();
      } catch (InterruptedException e) {
        throw ClientFailure.interrupted(e);
      }
    }
  }

  /** What to try without: what the refusal names; else what Kafka has anyway; else our choices. */
  private static Set<String> dispensable(
      PipelineTopic topic, GivenSettings given, Map<String, String> settings, String refusal) {
    List<TopicSetting> candidates =
        topic.declaredSettings().stream()
            .filter(setting -> settings.containsKey(setting.name()))
            .filter(setting -> !given.of(topic).containsKey(setting.name()))
            .filter(setting -> !setting.isRequired() || setting.isKafkasDefault())
            .toList();
    List<Predicate<TopicSetting>> attempts =
        List.of(
            setting -> refusal.contains(setting.name()),
            TopicSetting::isKafkasDefault,
            setting -> true);
    return attempts.stream()
        .map(
            attempt ->
                candidates.stream()
                    .filter(attempt)
                    .map(TopicSetting::name)
                    .collect(Collectors.toSet()))
        .filter(names -> !names.isEmpty())
        .findFirst()
        .orElse(Set.of());
  }

  private static boolean isOfSettings(ExecutionException failure) {
    return failure.getCause() instanceof InvalidConfigurationException
        || failure.getCause() instanceof InvalidRequestException
        || failure.getCause() instanceof PolicyViolationException;
  }

  private String notCreated(NewTopic request, PipelineTopic topic, ExecutionException failure) {
    String what = "%s could not be made: ".formatted(request.name());
    if (isOfSettings(failure)) {
      return what
          + "the cluster refuses it (%s). Give what it takes with --config %s:NAME=VALUE or"
              .formatted(message(failure), topic.suffix())
          + " --replication-factor, or have its administrator make the topic.";
    }
    if (failure.getCause() instanceof InvalidReplicationFactorException) {
      return what
          + "%s: give --replication-factor.".formatted(message(failure).replaceAll("\\.$", ""));
    }
    if (failure.getCause() instanceof InvalidPartitionsException) {
      return what + "%s: give --partitions.".formatted(message(failure).replaceAll("\\.$", ""));
    }
    return what
        + ClientFailure.ofRequest(failure, "Create on topic " + request.name()).getMessage();
  }

  private static String message(ExecutionException failure) {
    return String.valueOf(failure.getCause().getMessage());
  }
}
