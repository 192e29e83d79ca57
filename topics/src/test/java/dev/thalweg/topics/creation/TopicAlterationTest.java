package dev.thalweg.topics.creation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.setting.TopicSetting;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.setting.GivenSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicAlterationTest {
  private static final Pipeline PIPELINE = new Pipeline("p");
  private static final String SNAPSHOTS = PIPELINE.topic(PipelineTopic.SNAPSHOTS);

  /** A cluster of which all topics are as needed, but for the snapshots'. */
  private static final class Cluster {
    final List<String> altered = new ArrayList<>();
    boolean refuses;

    /** How often the broker still tells what was before. */
    int tellsLate;

    Admin admin() {
      return (Admin)
          Proxy.newProxyInstance(
              Admin.class.getClassLoader(),
              new Class<?>[] {Admin.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "describeTopics" -> described((Collection<?>) args[0]);
                    case "describeConfigs" -> settings((Collection<?>) args[0]);
                    case "incrementalAlterConfigs" -> alter((Map<?, ?>) args[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private static DescribeTopicsResult described(Collection<?> names) {
      Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
      for (Object name : names) {
        TopicPartitionInfo partition = new TopicPartitionInfo(0, null, List.of(), List.of());
        answers.put(
            name.toString(),
            KafkaFuture.completedFuture(
                new TopicDescription(name.toString(), false, List.of(partition))));
      }
      return new DescribeTopicsResult(null, answers) {};
    }

    private DescribeConfigsResult settings(Collection<?> resources) {
      Map<ConfigResource, KafkaFuture<Config>> answers = new HashMap<>();
      for (Object asked : resources) {
        ConfigResource resource = (ConfigResource) asked;
        answers.put(resource, KafkaFuture.completedFuture(settings(resource.name())));
      }
      return new DescribeConfigsResult(answers) {};
    }

    private Config settings(String topic) {
      PipelineTopic of = PipelineTopic.ofSuffix(topic.substring(PIPELINE.name().length() + 1));
      boolean isMended = altered.contains(topic) && tellsLate-- <= 0;
      return new Config(
          of.declaredSettings().stream()
              .map(TopicSetting::name)
              .map(
                  name ->
                      topic.equals(SNAPSHOTS) && name.equals("cleanup.policy") && !isMended
                          ? new ConfigEntry(name, "delete")
                          : new ConfigEntry(name, of.settings().get(name)))
              .toList());
    }

    /** Kafka's own admin clients alone can make the answer. */
    private AlterConfigsResult alter(Map<?, ?> changes) throws ReflectiveOperationException {
      Map<ConfigResource, KafkaFuture<Void>> answers = new HashMap<>();
      for (Object changed : changes.keySet()) {
        ConfigResource resource = (ConfigResource) changed;
        KafkaFutureImpl<Void> answer = new KafkaFutureImpl<>();
        if (refuses) {
          answer.completeExceptionally(new PolicyViolationException("not here"));
        } else {
          altered.add(resource.name());
          answer.complete(null);
        }
        answers.put(resource, answer);
      }
      Constructor<AlterConfigsResult> made =
          AlterConfigsResult.class.getDeclaredConstructor(Map.class);
      made.setAccessible(true);
      return made.newInstance(answers);
    }
  }

  @Test
  void settingThatABrokerHearsOfLater_isAsNeededWhenTheAlterationReturns() {
    // Given
    Cluster cluster = new Cluster();
    cluster.tellsLate = 3;
    // When
    List<String> failures =
        new TopicAlteration(cluster.admin(), PIPELINE).alter(GivenSettings.none());
    // Then
    assertThat(failures).isEmpty();
    assertThat(cluster.altered).containsExactly(SNAPSHOTS);
    assertThat(new TopicAdmin(cluster.admin(), PIPELINE).describe(List.of(PipelineTopic.values())))
        .allSatisfy(state -> assertThat(state.differences()).isEmpty());
  }

  @Test
  void settingThatIsRefused_isASentence_andNotWaitedFor() {
    // Given
    Cluster cluster = new Cluster();
    cluster.refuses = true;
    // When
    List<String> failures =
        new TopicAlteration(cluster.admin(), PIPELINE).alter(GivenSettings.none());
    // Then
    assertThat(failures)
        .singleElement()
        .asString()
        .startsWith(SNAPSHOTS + " could not be set to {cleanup.policy=compact}. ");
  }

  @Test
  void givenSettings_areSetOnTopicsThatAreAsNeeded() {
    // Given
    Cluster cluster = new Cluster();
    // When
    List<String> failures =
        new TopicAlteration(cluster.admin(), PIPELINE)
            .alter(GivenSettings.parse(List.of("alarms:segment.bytes=104857600")));
    // Then
    assertThat(failures).isEmpty();
    assertThat(cluster.altered)
        .containsExactlyInAnyOrder(SNAPSHOTS, PIPELINE.topic(PipelineTopic.ALARMS));
  }
}
