package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** What a cluster says to a question about topics is told as what it is. */
class TopicAdminTest {
  private static final Pipeline PIPELINE = new Pipeline("p");

  /** An admin client whose every question about topics fails so. */
  private static TopicAdmin failing(KafkaException failure) {
    KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(failure);
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, args) ->
                    new DescribeTopicsResult(null, Map.of("p.samples", answer)) {});
    return new TopicAdmin(admin, PIPELINE);
  }

  private static <T> KafkaFuture<T> failed(KafkaException failure) {
    KafkaFutureImpl<T> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(failure);
    return answer;
  }

  @Test
  void missingRight_isNamedWithItsTopic() {
    assertThatThrownBy(
            () ->
                failing(new TopicAuthorizationException("Authorization failed."))
                    .requireReadable(PipelineTopic.SAMPLES))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The cluster does not give this user the right Read on topic p.samples: add an ACL"
                + " for it.");
  }

  @Test
  void severalTopics_areAskedForAtOnce_andTheOneThatIsForbiddenIsNamed() {
    // Given
    List<Collection<?>> requests = new ArrayList<>();
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, args) -> {
                  requests.add((Collection<?>) args[0]);
                  return new DescribeTopicsResult(
                      null,
                      Map.of(
                          "p.training",
                          failed(new UnknownTopicOrPartitionException("no")),
                          "p.alarms",
                          failed(new TopicAuthorizationException("Authorization failed.")))) {};
                });
    // When / Then
    assertThatThrownBy(
            () ->
                new TopicAdmin(admin, PIPELINE)
                    .requireWritable(PipelineTopic.TRAINING, PipelineTopic.ALARMS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the right Write on topic p.alarms");
    assertThat(requests)
        .singleElement()
        .satisfies(names -> assertThat(names.toArray()).containsExactly("p.training", "p.alarms"));
  }

  @Test
  void noAnswerInTime_isNoRefusal() {
    assertThatThrownBy(
            () ->
                failing(new TimeoutException("after 15 s")).requireReadable(PipelineTopic.SAMPLES))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has not answered for too long (after 15 s)")
        .hasMessageNotContaining("refuses");
  }

  @Test
  void wrongPassword_isToldAsSuch() {
    assertThatThrownBy(
            () ->
                failing(new SaslAuthenticationException("Invalid username or password"))
                    .requireReadable(PipelineTopic.SAMPLES))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not accept the login");
  }
}
