package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.FakeLog;
import java.util.Map;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** Where Kafka Streams would go on with a task that it has closed. */
class RevivedTaskTest {

  @Test
  void consumerThatIsToldOfARevivedTask_hasAllTasksBeginAnew() {
    try (HeldConsumer consumer =
        new HeldConsumer(Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "group"))) {
      assertThatThrownBy(() -> consumer.enforceRebalance("Active tasks corrupted"))
          .isInstanceOf(TaskMigratedException.class);
      assertThatCode(() -> consumer.enforceRebalance("another reason")).doesNotThrowAnyException();
    }
  }

  @Test
  void taskThatBeginsAgainOnTheSameProcessor_isRefused() {
    // Given
    MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(1_000);
    var store = Fixture.learnerStore();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    LearnerProcessor processor =
        new LearnerProcessor(
            Fixture.config(0.05),
            Fixture.REGISTRY,
            partition -> new FakeLog(),
            (partition, offset) -> {},
            SharedLearning.NONE,
            Fixture.figures(),
            Fixture.CLOCK);
    processor.init(context);

    // When
    processor.close();

    // Then
    assertThatThrownBy(() -> processor.init(context)).isInstanceOf(TaskMigratedException.class);
  }
}
