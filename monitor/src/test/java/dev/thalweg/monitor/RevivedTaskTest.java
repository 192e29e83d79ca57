package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.AccuracyByModel;
import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.CellTally;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.join.HeldExamples;
import dev.thalweg.monitor.join.HeldPrediction;
import dev.thalweg.monitor.join.JoinObserver;
import dev.thalweg.monitor.join.LabelJoin;
import dev.thalweg.monitor.join.PendingCells;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** What is on the heap can be built again from the stores at any moment. */
class RevivedTaskTest {
  private static final AccuracyConfig CONFIG =
      new AccuracyConfig(PIPELINE, seconds(1), seconds(20), 300);
  private static final int RECORDS = 5_000;

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

  /** The join and the aggregator on their stores; revived as often as asked. */
  private static final class Monitored {
    final KeyValueStore<String, byte[]> images = store("images");
    final KeyValueStore<String, byte[]> cells = store("cells");
    final KeyValueStore<String, byte[]> aggregates = store("aggregates");
    final Map<String, WindowAccuracy> told = new TreeMap<>();
    HeldExamples held;
    LabelJoin join;
    AccuracyByModel aggregator;

    Monitored() {
      revive();
    }

    void revive() {
      held = new HeldExamples(images, CONFIG);
      join =
          new LabelJoin(
              CONFIG,
              held,
              new PendingCells(cells),
              JoinObserver.NONE,
              new MonitorFigures(PIPELINE.model()));
      aggregator = new AccuracyByModel(aggregates, CONFIG);
    }

    void flush() {
      List<CellTally> counts = new ArrayList<>();
      join.drain(counts::add);
      // As through the internal topic.
      counts.forEach(c -> aggregator.add(CellTally.fromBytes(c.toBytes()), 0, this::tell));
    }

    void tell() {
      aggregator.tellChanged(this::tell);
    }

    private void tell(WindowAccuracy value) {
      String number =
          value.getScope() == AccuracyScope.WINDOW
              ? value.getWindowStart().toString()
              : value.getScope() == AccuracyScope.VERSION ? "" + value.getVersion() : "";
      told.put(value.getScope() + number, value);
    }
  }

  private static Map<String, WindowAccuracy> run(long seed, boolean reviving) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom revivals = new SplittableRandom(-seed);
    Monitored monitored = new Monitored();
    for (int i = 0; i < RECORDS; i++) {
      long nowMs = i * 10L;
      String id = "image-" + random.nextInt(Math.max(0, i / 2 - 200), i / 2 + 1);
      if (random.nextBoolean()) {
        HeldPrediction prediction =
            new HeldPrediction(
                PIPELINE.model(),
                i / 500 * 500L,
                random.nextInt(10),
                random.nextInt(1_000_001),
                nowMs - nowMs % 7);
        monitored.join.prediction(id, prediction, nowMs, nowMs);
      } else {
        monitored.join.label(id, random.nextInt(10), nowMs, nowMs);
      }
      monitored.join.advance(nowMs);
      if (i % 20 == 0) {
        monitored.flush();
      }
      if (i % 50 == 0) {
        monitored.tell();
      }
      if (reviving && revivals.nextInt(30) == 0) {
        monitored.revive();
      }
    }
    monitored.join.advance(RECORDS * 10L + 100_000);
    monitored.flush();
    monitored.tell();
    return monitored.told;
  }

  @Test
  void counts_areTheSameHoweverOftenTheTaskIsRevived() {
    // Given
    Map<String, WindowAccuracy> undisturbed = run(1, false);
    // When
    Map<String, WindowAccuracy> revived = run(1, true);
    // Then
    assertThat(revived.keySet()).isEqualTo(undisturbed.keySet());
    WindowAccuracy total = undisturbed.get("TOTAL");
    assertThat(total.getUnlabelled()).isPositive();
    assertThat(total.getLateLabels()).isPositive();
    assertThat(revived).isEqualTo(undisturbed);
  }

  @Test
  void images_areHeldInTheStoreWithinTheBoundAlways() {
    // Given
    Monitored monitored = new Monitored();
    for (int i = 0; i < 2_000; i++) {
      monitored.join.label("image-" + i, 1, i, i);
      monitored.join.advance(i);
    }
    // When
    monitored.revive();
    // Then
    assertThat(monitored.images.approximateNumEntries()).isEqualTo(CONFIG.heldExamplesMax());
    assertThat(new HeldExamples(monitored.images, CONFIG).size())
        .isEqualTo(CONFIG.heldExamplesMax());
  }

  @Test
  void aMillionImagesWithoutLabels_takeBoundedMemory_andAreCounted() {
    // Given
    int images = 1_000_000;
    Monitored monitored = new Monitored();
    // When
    for (int i = 0; i < images; i++) {
      HeldPrediction prediction = new HeldPrediction(PIPELINE.model(), 1, 7, 0, 0);
      monitored.join.prediction("image-" + i, prediction, 0, 0);
      monitored.join.advance(0);
    }
    monitored.flush();
    monitored.tell();
    // Then
    assertThat(monitored.images.approximateNumEntries()).isEqualTo(CONFIG.heldExamplesMax());
    assertThat(monitored.told.get("TOTAL").getScored()).isEqualTo(images);
    assertThat(monitored.told.get("TOTAL").getUnlabelled())
        .isEqualTo(images - CONFIG.heldExamplesMax());
  }

  @Test
  void heldBytes_areCountedAnewFromTheStore() {
    // Given
    Monitored monitored = new Monitored();
    for (int i = 0; i < 5_000; i++) {
      String id = "image-" + i % 400;
      HeldPrediction prediction = new HeldPrediction("model-" + i, i, 7, 0, i);
      monitored.join.prediction(id, prediction, i, i);
      if (i % 3 == 0) {
        monitored.join.label(id, 1, i, i);
      }
      monitored.join.advance(i);
    }
    // When // Then
    assertThat(monitored.held.bytes())
        .isEqualTo(new HeldExamples(monitored.images, CONFIG).bytes());
  }
}
