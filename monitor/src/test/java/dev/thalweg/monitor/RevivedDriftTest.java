package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.alarm.DriftDetection;
import dev.thalweg.monitor.join.Outcomes;
import dev.thalweg.monitor.join.PendingOutcomes;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The detectors can be built again from their stores at any moment. */
class RevivedDriftTest {
  private static final int EVENTS = 30_000;

  private static KeyValueStore<String, byte[]> store(String name) {
    MockProcessorContext<Object, Object> context =
        new MockProcessorContext<>(AccuracyFixture.properties());
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  /** A join's outcomes and the detectors on their stores; revived as often as asked. */
  private static final class RevivableDetection {
    final KeyValueStore<String, byte[]> pending = store("pending");
    final KeyValueStore<String, byte[]> drift = store("drift");
    final List<Alarm> alarms = new ArrayList<>();
    PendingOutcomes outcomes;
    DriftDetection detection;

    RevivableDetection() {
      revive();
    }

    void revive() {
      outcomes = new PendingOutcomes(PIPELINE.model(), pending);
      detection = new DriftDetection(PIPELINE.model(), drift);
    }

    void flush() {
      List<Outcomes> drained = new ArrayList<>();
      outcomes.drain(drained::add);
      // As through the internal topic.
      drained.forEach(
          o ->
              detection.outcomes(Outcomes.fromBytes(o.toBytes()), at(1).toEpochMilli(), this::add));
    }

    void add(Alarm alarm) {
      alarms.add(alarm);
    }
  }

  private static List<Alarm> run(long seed, boolean reviving) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom revivals = new SplittableRandom(-seed);
    RevivableDetection revivable = new RevivableDetection();
    for (int i = 0; i < EVENTS; i++) {
      boolean drifted = i / 5_000 % 2 == 1;
      double errorRate = drifted ? 0.4 : 0.05;
      revivable.outcomes.judged(PIPELINE.model(), random.nextDouble() < errorRate);
      revivable.outcomes.judged("challenger", random.nextDouble() < 0.1);
      revivable.outcomes.labelled(drifted && random.nextBoolean() ? 5 : random.nextInt(10));
      if (i % 10 == 0) {
        int correct = 32 - (int) (32 * errorRate * random.nextDouble(0.5, 1.5));
        TrainingProgress progress =
            new TrainingProgress(
                PIPELINE.model(),
                0,
                i / 10 + 1L,
                (long) i,
                32,
                1.0,
                correct,
                true,
                at(i),
                List.of(),
                List.of(),
                -1,
                null,
                null);
        revivable.detection.training(progress, "somewhere", at(i).toEpochMilli(), revivable::add);
      }
      if (revivable.outcomes.isFull() || i % 97 == 0) {
        revivable.flush();
      }
      if (reviving && revivals.nextInt(50) == 0) {
        revivable.revive();
      }
    }
    revivable.flush();
    return revivable.alarms;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void alarms_areTheSameHoweverOftenTheTaskIsRevived(long seed) {
    // Given
    List<Alarm> undisturbed = run(seed, false);
    // When
    List<Alarm> revived = run(seed, true);
    // Then: three drifts, each in the trained errors, the served ones and the labels
    assertThat(undisturbed).hasSizeGreaterThanOrEqualTo(9);
    assertThat(revived).isEqualTo(undisturbed);
  }

  @Test
  void outcomes_areReadBackAsTheyWere() {
    // Given
    Outcomes outcomes = new Outcomes(Outcomes.Kind.LABELS, "modèle/1");
    for (int i = 0; i < 1_000; i++) {
      outcomes.add(i);
    }
    // When
    Outcomes read = Outcomes.fromBytes(outcomes.toBytes());
    // Then
    assertThat(read.kind()).isEqualTo(Outcomes.Kind.LABELS);
    assertThat(read.model()).isEqualTo("modèle/1");
    assertThat(read.size()).isEqualTo(1_000);
    assertThat(read.value(999)).isEqualTo(999);
  }
}
