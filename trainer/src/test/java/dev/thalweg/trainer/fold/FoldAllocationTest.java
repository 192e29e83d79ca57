package dev.thalweg.trainer.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.Fixture;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A rate in the tens of thousands leaves room for little garbage: the heap of a trainer is flat.
 */
class FoldAllocationTest {
  private static final int WARM_UP = 4_096;
  private static final int SAMPLES = 8_192;

  /** Of the Java heap; a sample of 784 bytes is copied into arrays that stay. */
  private static final long BYTES_MAX = 1_000;

  @ParameterizedTest
  @ValueSource(strings = {"online", "keras"})
  void learningASample_allocatesLittle(String preset) {
    // Given
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "HotSpot counts bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Preset named = Preset.named(preset);
    LearnerConfig config =
        new LearnerConfig(
            Fixture.PIPELINE,
            named.architecture(Shape.of(28, 28), 10),
            dev.thalweg.model.network.Datatype.UINT8,
            named.hyperparameters(),
            Long.MAX_VALUE,
            LearnerConfig.OnDivergence.SKIP);
    byte[] value =
        new AvroSerializer<Sample>(Fixture.REGISTRY)
            .serialize(
                "test.samples",
                new Sample(
                    "mnist-train-1-000123",
                    List.of(28, 28),
                    Datatype.UINT8,
                    ByteBuffer.wrap(new byte[28 * 28]),
                    7,
                    1f,
                    "mnist"));

    // When
    try (SampleFold fold = new SampleFold(config, 0, 0, Fixture.REGISTRY, Fixture.CLOCK)) {
      consume(fold, value, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      consume(fold, value, SAMPLES);
      long perSample = (threads.getCurrentThreadAllocatedBytes() - before) / SAMPLES;

      // Then
      assertThat(fold.samples()).isEqualTo(WARM_UP + SAMPLES);
      assertThat(perSample).isLessThan(BYTES_MAX);
    }
  }

  private static void consume(SampleFold fold, byte[] value, int count) {
    for (int i = 0; i < count; i++) {
      fold.consume(fold.next(), null, value, new RecordHeaders(), FoldOutputs.NONE);
    }
  }
}
