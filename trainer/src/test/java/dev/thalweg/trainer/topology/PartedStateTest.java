package dev.thalweg.trainer.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.parts.PartOrder;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.fold.StateParts;
import dev.thalweg.trainer.log.LoggedState;
import dev.thalweg.trainer.log.StateKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** A state that is larger than a record, through its changelog. */
class PartedStateTest {
  private static final LearnerConfig CONFIG =
      Fixture.config(Architecture.parse("2x3 dense(40000,relu) dense(3,softmax) cross_entropy"));

  private final FakeLog log = new FakeLog();
  private final List<TestRecord<String, byte[]>> changelog = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> snapshots = new ArrayList<>();

  /** Runs a trainer over records that stand in the log, as if it had begun with the last state. */
  private void run(int to) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-trainer");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    LearnerTopology topology =
        new LearnerTopology(
            CONFIG,
            Fixture.REGISTRY,
            partition -> log,
            (partition, offset) -> {},
            SharedLearning.alone(partition -> last()),
            Fixture.figures(),
            Fixture.CLOCK);
    try (TopologyTestDriver driver = new TopologyTestDriver(topology.get(), settings)) {
      TestInputTopic<byte[], byte[]> samples =
          driver.createInputTopic(
              Fixture.PIPELINE.topic(PipelineTopic.SAMPLES),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      for (int offset = 0; offset < to; offset++) { // the driver's offsets begin at 0
        samples.pipeInput(Fixture.key(offset), log.records.get(offset));
      }
      changelog.addAll(
          driver
              .createOutputTopic(
                  "test-trainer-learner-state-changelog",
                  new StringDeserializer(),
                  new ByteArrayDeserializer())
              .readRecordsToList());
      snapshots.addAll(
          driver
              .createOutputTopic(
                  Fixture.PIPELINE.topic(PipelineTopic.SNAPSHOTS),
                  new ByteArrayDeserializer(),
                  new ByteArrayDeserializer())
              .readRecordsToList());
      assertThat(driver.getKeyValueStore(LearnerTopology.STORE).approximateNumEntries()).isZero();
    }
  }

  private Optional<LoggedState> last() {
    for (int i = changelog.size() - 1; i >= 0; i--) {
      if (changelog.get(i).key().equals(StateKeys.STATE)) {
        return Optional.of(state(i));
      }
    }
    return Optional.empty();
  }

  private LoggedState state(int head) {
    return new LoggedState() {
      @Override
      public byte[] value() {
        return changelog.get(head).value();
      }

      @Override
      public void read(StateParts parts, FlatState target) {
        PartOrder order = new PartOrder();
        for (TestRecord<String, byte[]> each : changelog.subList(0, head)) {
          if (!each.key().equals(StateKeys.STATE)) {
            int part = Integer.parseInt(each.key().substring(StateKeys.STATE.length() + 1));
            if (order.accept(part)) {
              target.put((long) part * Parts.BYTES, ByteBuffer.wrap(each.value()));
            }
          }
        }
        assertThat(order.isWhole(parts.count())).isTrue();
      }
    };
  }

  @Test
  void stateAboveTheSize_isPartsOfAtMost1MiB_thenTheirHead() {
    // When
    log.records = Fixture.samples(8);
    run(8);

    // Then: as the learner begins
    FoldState state = last().orElseThrow().whole();
    int parts = state.parts().isEmpty() ? Parts.count(state.learner().remaining()) : 0;
    assertThat(parts).isEqualTo(7); // parameters, two moments and an average of 400,003 numbers
    assertThat(changelog).hasSize(8).allMatch(record -> record.value().length <= Parts.BYTES);
    assertThat(changelog.get(7).key()).isEqualTo("fold");
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      byte[] whole = fold.blob(log.topicId(), new byte[0]);
      assertThat(FoldState.fromBytes(whole).learner()).isEqualTo(state.learner());
    }
  }

  @Test
  void trainerThatGoesOnFromParts_takesTheSnapshotsOfOneThatNothingInterrupts() {
    // Given
    log.records = Fixture.samples(60);
    Collected uninterrupted = new Collected();
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      Fixture.consume(fold, log.records, 40, uninterrupted);
      byte[] blob = fold.blob("topic-1", new byte[0]);
      FoldState state = FoldState.fromBytes(blob);

      // When: of its bytes in parts
      FlatState flat = fold.flatState();
      ByteBuffer all = ByteBuffer.allocate((int) flat.size());
      for (int part = 0; part < Parts.count(flat.size()); part++) {
        flat.get(
            (long) part * Parts.BYTES,
            all.slice(part * Parts.BYTES, Parts.length(part, flat.size())));
      }
      assertThat(all).isEqualTo(state.learner());
      byte[] head =
          fold.head(
              "topic-1", new StateParts(Parts.count(flat.size()), flat.size(), "ab".repeat(32)));
      FoldState read = FoldState.fromBytes(head);
      assertThat(read.parts().orElseThrow().bytes()).isEqualTo(flat.size());
      assertThat(read.next()).isEqualTo(state.next());
      assertThat(read.frozen()).isEqualTo(state.frozen());
      Collected after = new Collected();
      Collected goneOn = new Collected();
      Fixture.consume(fold, log.records, 60, after);
      try (SampleFold other = Fixture.fold(CONFIG)) {
        other.restore(read, target -> target.put(0, all.duplicate()));
        Fixture.consume(other, log.records, 60, goneOn);
        assertThat(other.blob("t", new byte[0])).isEqualTo(fold.blob("t", new byte[0]));
      }
      assertThat(goneOn.hashes()).isNotEmpty().isEqualTo(after.hashes());
    }
  }

  @Test
  void killedTrainer_goesOnFromItsChangelog_andRedoesWhatIsBehindTheState() {
    // Given: the state is that of the beginning, and 30 samples are committed
    log.records = Fixture.samples(40);
    run(30);
    int before = snapshots.size();
    log.committed = OptionalLong.of(30);

    // When
    run(40);

    // Then
    Collected expected = new Collected();
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      Fixture.consume(fold, log.records, 40, expected);
    }
    assertThat(heads(snapshots.subList(0, before))).isEqualTo(2);
    assertThat(heads(snapshots)).isEqualTo(expected.snapshots.size());
    TestRecord<byte[], byte[]> last = snapshots.get(snapshots.size() - 1);
    assertThat(new String(last.key(), UTF_8)).isEqualTo("test/3");
  }

  private static long heads(List<TestRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(record -> new String(record.key(), UTF_8))
        .filter(key -> key.matches("test/[0-9]+"))
        .count();
  }

  @Test
  void stateOfAnOlderProgram_inOneRecord_isReadOn() {
    // Given
    log.records = Fixture.samples(40);
    byte[] blob;
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      Fixture.consume(fold, log.records, 20, new Collected());
      blob = fold.blob(log.topicId(), new byte[0]);
    }
    changelog.add(new TestRecord<>(StateKeys.STATE, blob));
    log.committed = OptionalLong.of(20);

    // When
    run(40);

    // Then: the snapshots behind it alone
    assertThat(heads(snapshots)).isEqualTo(2);
  }

  @Test
  void oneOfSeveralLearners_hasTheBaseInItsParts() {
    LearnerConfig shared = CONFIG.with(new Rounds(2, 100));
    log.records = Fixture.samples(40);
    try (SampleFold fold = Fixture.fold(shared);
        SampleFold other = Fixture.fold(shared)) {
      Fixture.consume(fold, log.records, 20, new Collected());
      FlatState flat = fold.flatState();
      ByteBuffer all = ByteBuffer.allocate((int) flat.size());
      flat.get(0, all);
      byte[] blob = fold.blob("t", new byte[0]);
      assertThat(all.flip()).isEqualTo(FoldState.fromBytes(blob).learner());
      other.restore(
          FoldState.fromBytes(fold.head("t", new StateParts(1, flat.size(), "ab".repeat(32)))),
          target -> target.put(0, all.duplicate()));
      assertThat(other.blob("t", new byte[0])).isEqualTo(blob);
    }
  }

  @Test
  void headOfANewerProgram_isAnError() {
    byte[] head;
    try (SampleFold fold = Fixture.fold(CONFIG)) {
      head = fold.head("t", new StateParts(1, 4, "ab".repeat(32)));
    }
    ByteBuffer.wrap(head).putInt(0, 8);
    assertThatThrownBy(() -> FoldState.fromBytes(head))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("format 8");
  }
}
