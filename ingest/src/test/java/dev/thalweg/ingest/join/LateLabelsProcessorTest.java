package dev.thalweg.ingest.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.ingest.made.Features;
import dev.thalweg.ingest.made.Outlets;
import dev.thalweg.ingest.made.RecordsMade;
import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** A join that goes on from what another has left in the store. */
class LateLabelsProcessorTest {
  private static final Mapping MAPPING =
      Mapping.parse(
          """
          pipeline: meters
          source: {topic: readings, format: json}
          id: id
          features: [a]
          target: {field: state, classes: [DOWN, UP]}
          labels: {topic: outcomes, id: id, within: 1h}
          """,
          "test.yaml");

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long NOW = 1_767_225_600_000L;

  private final KeyValueStore<String, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(LateLabelsProcessor.STORE),
              Serdes.String(),
              Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();

  private final IngestFigures figures = new IngestFigures();
  private MockProcessorContext<byte[], byte[]> context;
  private LateLabelsProcessor join;
  private long wallMs = NOW;

  private void start() {
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(wallMs);
    context.addStateStore(store);
    if (!store.isOpen()) {
      store.init(context.getStateStoreContext(), store);
    }
    SchemaRegistry registry = SchemaRegistry.inMemory();
    RecordsMade records = new RecordsMade(new Pipeline("meters"), MAPPING, registry);
    join =
        new LateLabelsProcessor(
            MAPPING.labels().orElseThrow(),
            1 << 20,
            opened -> new Outlets(opened, records, false, figures),
            figures);
    join.init(context);
  }

  private void pass(Duration time) {
    wallMs += time.toMillis();
    context.setCurrentSystemTimeMs(wallMs);
    context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(wallMs));
  }

  private void features(String id, long timeMs) {
    Features features = new Features(id, timeMs, "readings-0-0", new float[] {1}, 1);
    give(id, Arrival.of(0, features));
  }

  private void label(String id, long timeMs) {
    give(id, Arrival.of(1, timeMs, 1));
  }

  private void give(String id, Arrival arrival) {
    join.process(new Record<>(id.getBytes(UTF_8), arrival.toBytes(), arrival.timeMs()));
  }

  @Test
  void labelsThatAreAhead_giveUpNothingRightAfterAStart() {
    // Given: features that wait, and labels whose times are an hour ahead of them
    start();
    features("x", NOW);
    label("y", NOW + HOUR);

    // When: it starts again, and hears labels alone at first
    start();
    for (int i = 0; i < 100; i++) {
      label("z" + i, NOW + HOUR + 60_000);
    }
    pass(Duration.ofSeconds(30));
    features("later", NOW + 1_000);
    label("x", NOW + HOUR - 1);

    // Then
    assertThat(figures.counted(Event.UNLABELLED)).isZero();
    assertThat(context.forwarded()).hasSize(1);
  }

  @Test
  void onceAllWereHeard_whatHasWaitedIsGivenUp() {
    start();
    features("x", NOW);
    start();

    pass(Duration.ofMinutes(2));
    for (int i = 0; i < 100; i++) {
      features("later" + i, NOW + 2 * HOUR);
    }
    pass(Duration.ofSeconds(1));

    assertThat(figures.counted(Event.UNLABELLED)).isEqualTo(1);
    assertThat(store.get("x")).isNull();
  }
}
