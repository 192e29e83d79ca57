package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RightsWatchTest {
  private static final Set<AclOperation> ALL =
      EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.WRITE);
  private static final Set<AclOperation> WITHOUT_WRITE =
      EnumSet.of(AclOperation.DESCRIBE, AclOperation.READ);

  private final CountDownLatch asked = new CountDownLatch(2);

  /** One that answers the same every time. */
  private Admin answering(Map<String, KafkaFuture<TopicDescription>> answers) {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, args) -> {
              if (!method.getName().equals("describeTopics")) {
                return null;
              }
              Map<String, KafkaFuture<TopicDescription>> told = new HashMap<>(answers);
              told.keySet().retainAll((Collection<?>) args[0]);
              asked.countDown();
              return new DescribeTopicsResult(null, told) {};
            });
  }

  private static KafkaFuture<TopicDescription> may(Set<AclOperation> operations) {
    return KafkaFuture.completedFuture(new TopicDescription("t", false, List.of(), operations));
  }

  private static KafkaFuture<TopicDescription> failed(RuntimeException failure) {
    KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(failure);
    return answer;
  }

  private static void assertEnds(Admin admin) {
    try (RightsWatch watch = new RightsWatch(() -> admin, () -> Set.of("p.alarms", "p.training"))) {
      watch.start();

      assertThatThrownBy(() -> watch.completion().get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(UserException.class)
          .hasMessage(
              "The cluster does not give this user the right Write on topic p.alarms: add an ACL"
                  + " for it.");
    }
  }

  @Test
  void rightToWriteThatIsMissing_endsTheWatch() {
    assertEnds(answering(Map.of("p.training", may(ALL), "p.alarms", may(WITHOUT_WRITE))));
  }

  @Test
  void topicThatMayNotEvenBeDescribed_endsTheWatch() {
    assertEnds(
        answering(
            Map.of(
                "p.training",
                may(ALL),
                "p.alarms",
                failed(new TopicAuthorizationException("Authorization failed.")))));
  }

  @Test
  void whatIsNoMissingRight_isForOthersToTell() throws Exception {
    Admin admin =
        answering(
            Map.of(
                "gone", failed(new UnknownTopicOrPartitionException("gone")),
                "silent", failed(new TimeoutException("no answer")),
                "untold", may(null),
                "not written", may(WITHOUT_WRITE)));
    RightsWatch watch = new RightsWatch(() -> admin, () -> Set.of("gone", "silent", "untold"));
    watch.start();
    asked.await();

    assertThat(watch.completion()).isNotDone();
    watch.close();
    assertThat(watch.completion()).isCompleted();
  }

  @Test
  void watchThatWasNeverStarted_closes() {
    RightsWatch watch = new RightsWatch(() -> answering(Map.of()), Set::of);

    watch.close();

    assertThat(watch.completion()).isCompleted();
  }
}
