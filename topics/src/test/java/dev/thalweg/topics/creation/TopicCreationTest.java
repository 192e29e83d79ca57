package dev.thalweg.topics.creation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.setting.GivenSettings;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult.TopicMetadataAndConfig;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicCreationTest {
  private static final Pipeline PIPELINE = new Pipeline("p");

  /** A cluster that refuses some settings, as one that somebody else manages does. */
  private static TopicCreation refusing(List<NewTopic> made, Predicate<NewTopic> refused) {
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("listOffsets")) {
                    return new ListOffsetsResult(Map.of());
                  }
                  if (method.getName().equals("describeTopics")) {
                    Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
                    for (Object name : (Collection<?>) args[0]) {
                      boolean isThere = made.stream().anyMatch(topic -> topic.name().equals(name));
                      answers.put(name.toString(), described(name.toString(), isThere));
                    }
                    return new DescribeTopicsResult(null, answers) {};
                  }
                  Map<String, KafkaFuture<TopicMetadataAndConfig>> answers = new HashMap<>();
                  for (Object request : (Collection<?>) args[0]) {
                    NewTopic topic = (NewTopic) request;
                    boolean isRefused = refused.test(topic);
                    if (!isRefused) {
                      made.add(topic);
                    }
                    answers.put(
                        topic.name(),
                        isRefused
                            ? failed(new PolicyViolationException("not here"))
                            : KafkaFuture.completedFuture(null));
                  }
                  return new CreateTopicsResult(answers) {};
                });
    return new TopicCreation(admin, PIPELINE);
  }

  private static KafkaFuture<TopicDescription> described(String name, boolean isThere) {
    return isThere
        ? KafkaFuture.completedFuture(
            new TopicDescription(
                name, false, List.of(new TopicPartitionInfo(0, null, List.of(), List.of()))))
        : failed(new UnknownTopicOrPartitionException("no"));
  }

  private static <T> KafkaFuture<T> failed(KafkaException failure) {
    KafkaFutureImpl<T> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(failure);
    return answer;
  }

  /** A cluster whose broker hears of a topic when it has been asked for it so often. */
  private static TopicCreation hearingLate(
      int questions, Map<String, Integer> asked, Set<Object> led) {
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("listOffsets")) {
                    ((Map<?, ?>) args[0]).keySet().forEach(partition -> led.add(partition));
                    return new ListOffsetsResult(Map.of());
                  }
                  Collection<?> subjects = (Collection<?>) args[0];
                  if (method.getName().equals("createTopics")) {
                    Map<String, KafkaFuture<TopicMetadataAndConfig>> made = new HashMap<>();
                    subjects.forEach(
                        topic ->
                            made.put(((NewTopic) topic).name(), KafkaFuture.completedFuture(null)));
                    return new CreateTopicsResult(made) {};
                  }
                  Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
                  for (Object subject : subjects) {
                    String name = subject.toString();
                    boolean isKnown = asked.merge(name, 1, Integer::sum) >= questions;
                    answers.put(name, described(name, isKnown));
                  }
                  return new DescribeTopicsResult(null, answers) {};
                });
    return new TopicCreation(admin, PIPELINE);
  }

  @Test
  void createdTopics_areKnownAtTheEnd_andTheirLeadersHaveAnswered() {
    // Given
    Map<String, Integer> asked = new HashMap<>();
    Set<Object> led = new HashSet<>();

    // When
    List<PipelineTopic> created =
        hearingLate(4, asked, led).create(1, (short) 1, GivenSettings.none()).created();

    // Then
    assertThat(created).containsExactly(PipelineTopic.values());
    assertThat(asked)
        .hasSize(created.size())
        .allSatisfy((name, times) -> assertThat(times).isEqualTo(4));
    assertThat(led)
        .containsExactlyInAnyOrderElementsOf(
            created.stream()
                .<Object>map(topic -> new TopicPartition(PIPELINE.topic(topic), 0))
                .toList());
  }

  @Test
  void choiceThatIsRefused_isLeftOutAndTold() {
    List<NewTopic> made = new ArrayList<>();
    TopicCreation.Outcome outcome =
        refusing(made, topic -> topic.configs().containsKey("max.compaction.lag.ms"))
            .create(1, (short) 1, GivenSettings.none());

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.created()).hasSize(PipelineTopic.values().length);
    assertThat(outcome.leftOut())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("p.snapshots was made without ")
        .contains("max.compaction.lag.ms")
        .endsWith(", as the cluster refuses it (not here).");
    assertThat(made)
        .filteredOn(topic -> topic.name().equals("p.snapshots"))
        .singleElement()
        .extracting(topic -> topic.configs().get("cleanup.policy"))
        .isEqualTo("compact");
  }

  @Test
  void needThatIsRefused_keepsItsTopicAloneFromBeingMade() {
    List<NewTopic> made = new ArrayList<>();
    TopicCreation.Outcome outcome =
        refusing(made, topic -> "-1".equals(topic.configs().get("retention.ms")))
            .create(1, (short) 1, GivenSettings.none());

    assertThat(outcome.created())
        .doesNotContain(PipelineTopic.SAMPLES, PipelineTopic.JOURNAL, PipelineTopic.MERGES)
        .hasSize(PipelineTopic.values().length - 3);
    assertThat(outcome.failures())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("p.samples could not be made: the cluster refuses it (not here).")
        .contains("--config samples:NAME=VALUE");
  }

  @Test
  void whatIsGiven_isNeverLeftOut() {
    List<NewTopic> made = new ArrayList<>();
    TopicCreation.Outcome outcome =
        refusing(made, topic -> topic.configs().containsKey("segment.ms"))
            .create(1, (short) 1, GivenSettings.parse(List.of("labels:segment.ms=1000")));

    assertThat(outcome.failures()).singleElement().asString().startsWith("p.labels could not");
    assertThat(made).noneMatch(topic -> topic.name().equals("p.labels"));
  }
}
