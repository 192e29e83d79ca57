package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.EventTime;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.Fixture.FakeLog;
import dev.thalweg.trainer.fold.SampleFold;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTopologyTest {
  private final FakeLog log = new FakeLog();
  private final Topology topology =
      new LearnerTopology(
              Fixture.config(),
              Fixture.REGISTRY,
              partition -> log,
              (partition, offset) -> {},
              SharedLearning.NONE,
              Fixture.figures(),
              Fixture.CLOCK)
          .get();
  private final TopologyTestDriver driver = new TopologyTestDriver(topology, settings());

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-trainer");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return settings;
  }

  @AfterEach
  void tearDown() {
    driver.close();
  }

  private TestInputTopic<byte[], byte[]> samples() {
    return driver.createInputTopic(
        Fixture.PIPELINE.topic(PipelineTopic.SAMPLES),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private List<TestRecord<byte[], byte[]>> output(PipelineTopic topic) {
    TestOutputTopic<byte[], byte[]> output =
        driver.createOutputTopic(
            Fixture.PIPELINE.topic(topic),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  @Test
  void topology_isTheOneInTheGoldenFile() throws IOException {
    try (InputStream golden =
        LearnerTopologyTest.class.getResourceAsStream("learner-topology.txt")) {
      assertThat(topology.describe().toString())
          .isEqualToNormalizingNewlines(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void samples_becomeProgressSnapshotsAndDeadLetters() {
    // Given
    Collected expected = new Collected();
    List<byte[]> records = Fixture.samples(41);
    records.set(7, new byte[] {9});
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      Fixture.consume(fold, records, records.size(), expected);
    }

    // When
    TestInputTopic<byte[], byte[]> samples = samples();
    for (int offset = 0; offset < records.size(); offset++) {
      samples.pipeInput(Fixture.key(offset), records.get(offset));
    }

    // Then
    assertThat(output(PipelineTopic.TRAINING)).hasSize(10).hasSameSizeAs(expected.progress);
    List<TestRecord<byte[], byte[]>> snapshots = output(PipelineTopic.SNAPSHOTS);
    assertThat(snapshots).hasSize(4);
    for (int i = 0; i < snapshots.size(); i++) {
      assertThat(snapshots.get(i).key()).isEqualTo(SnapshotRing.key("test", i));
    }
    List<TestRecord<byte[], byte[]>> letters = output(PipelineTopic.DEAD_LETTERS);
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).value()).isEqualTo(new byte[] {9});
    assertThat(letters.get(0).key()).asString().isEqualTo("test.samples-0-7");
    assertThat(letters.get(0).headers().lastHeader("offset").value()).asString().isEqualTo("7");
  }

  @Test
  void weightedSamples_areEachCountedOnce_andHostileOnesAreDeadLetters() throws Exception {
    // Given: minibatches of weight 0, of weight 2, and of all sorts, and what is refused
    float[] weights = {0, 0, 0, 0, 2, 2, 2, 2, 1, 1001, 0, 2, Float.NaN, 0.5f};
    TestInputTopic<byte[], byte[]> samples = samples();

    // When
    for (int offset = 0; offset < weights.length; offset++) {
      Sample sample =
          AvroDecoder.<Sample>of(Fixture.REGISTRY, Sample.getClassSchema())
              .decode(Fixture.sample(offset));
      sample.setWeight(weights[offset]);
      samples.pipeInput(Fixture.key(offset), Fixture.encode(sample));
    }

    // Then
    List<TrainingProgress> progress = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : output(PipelineTopic.TRAINING)) {
      progress.add(
          AvroDecoder.<TrainingProgress>of(Fixture.REGISTRY, TrainingProgress.getClassSchema())
              .decode(record.value()));
    }
    assertThat(progress).extracting(TrainingProgress::getSamples).containsExactly(4L, 8L, 12L);
    assertThat(progress).allMatch(TrainingProgress::getApplied);
    assertThat(progress)
        .allSatisfy(
            step ->
                assertThat(step.getClassCounts().stream().mapToInt(count -> count).sum())
                    .isEqualTo(4));
    assertThat(progress.get(0).getLoss()).isZero();
    assertThat(progress.get(1).getLoss()).isGreaterThan(1);
    List<TestRecord<byte[], byte[]>> letters = output(PipelineTopic.DEAD_LETTERS);
    assertThat(letters)
        .extracting(letter -> new String(letter.key(), StandardCharsets.UTF_8))
        .containsExactly("test.samples-0-9", "test.samples-0-12");
    assertThat(
            new String(
                letters.get(0).headers().lastHeader("error").value(), StandardCharsets.UTF_8))
        .isEqualTo("The sample's weight is 1001.0; it must be from 0 to 1000.");
  }

  @Test
  void directive_becomesAnEntryOfTheJournal() throws Exception {
    // Given: one minibatch, and two samples of the next
    TestInputTopic<byte[], byte[]> samples = samples();
    for (int offset = 0; offset < 6; offset++) {
      samples.pipeInput(Fixture.key(offset), Fixture.sample(offset));
    }

    // When
    samples.pipeInput(
        new TestRecord<>(Fixture.key(6), null, LearnerDirective.RESTART.headers(), 0L));

    // Then
    List<TestRecord<byte[], byte[]>> journal = output(PipelineTopic.JOURNAL);
    assertThat(journal).hasSize(1);
    assertThat(journal.get(0).key()).asString().isEqualTo("0");
    assertThat(journal.get(0).headers()).isEmpty();
    AvroDecoder<JournalEntry> decoder =
        AvroDecoder.of(Fixture.REGISTRY, JournalEntry.getClassSchema());
    assertThat(decoder.decode(journal.get(0).value()))
        .isEqualTo(new JournalEntry(0, 1L, 7L, JournalKind.DIRECTIVE, "restart", "", -1L));
    assertThat(output(PipelineTopic.DEAD_LETTERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 86_400_000, Long.MAX_VALUE})
  void timeThatCannotBe_isThatOfTheArrival(long timestampMs) {
    // Given: an hour and more ahead a broker would refuse the state's changelog
    EventTime times = new EventTime(() -> Instant.ofEpochMilli(1_800_000_000_000L));
    SampleTimestamp timestamp = new SampleTimestamp(times);
    // When, then
    assertThat(timestamp.extract(sample(timestampMs), 5)).isEqualTo(1_800_000_000_000L);
    assertThat(times.bounded()).isEqualTo(1);
    assertThat(timestamp.extract(sample(1_800_000_003_000L), 5)).isEqualTo(1_800_000_003_000L);
    assertThat(timestamp.extract(sample(1_500_000_000_000L), 5)).isEqualTo(1_500_000_000_000L);
    assertThat(times.bounded()).isEqualTo(1);
  }

  private static ConsumerRecord<Object, Object> sample(long timestampMs) {
    return new ConsumerRecord<>(
        "t",
        0,
        0,
        timestampMs,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        null,
        new RecordHeaders(),
        Optional.empty());
  }
}
