package dev.thalweg.examples.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.topology.LearnerTopology;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeterTopologyTest {
  private static final Pipeline METERS = new Pipeline("meters");
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final LearnerTopology learner =
      LearnerTopology.detached(MeterTopology.learner(METERS), registry, CLOCK);
  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          MeterTopology.build(new Topology(), METERS, registry, learner::on), settings());

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "meters-trainer");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return settings;
  }

  @AfterEach
  void tearDown() {
    driver.close();
  }

  @Test
  void readings_areLearnedAsTheSamplesThatTheyBecame() throws Exception {
    // When
    send(1_200);

    // Then: each became a sample, and there is a snapshot every 500
    List<TestRecord<byte[], byte[]>> samples = output(PipelineTopic.SAMPLES);
    assertThat(samples).hasSize(1_200);
    assertThat(samples.get(7).key()).asString().isEqualTo("r7");
    AvroDecoder<Snapshot> decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    List<Snapshot> snapshots = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : output(PipelineTopic.SNAPSHOTS)) {
      snapshots.add(decoder.decode(record.value()));
    }
    assertThat(snapshots).extracting(Snapshot::getVersion).containsExactly(500L, 1_000L);

    // And: whoever folds the samples by what a snapshot says of itself gets the same, as verify
    // does
    Hashes hashes = new Hashes();
    LearnerConfig config = LearnerConfig.of(METERS, snapshots.get(1));
    try (SampleFold fold = new SampleFold(config, 0, 0, registry, CLOCK)) {
      for (TestRecord<byte[], byte[]> sample : samples) {
        var unused =
            fold.consume(fold.next(), sample.key(), sample.value(), sample.headers(), hashes);
      }
    }
    assertThat(snapshots)
        .extracting(Snapshot::getSha256)
        .isEqualTo(hashes.seen)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoReading_isPutAside_andTheOthersAreLearned() {
    // Given
    TestInputTopic<byte[], byte[]> readings = readings();
    readings.pipeInput("{\"id\":\"a\"}".getBytes(UTF_8));
    // When
    send(40);
    // Then
    assertThat(output(PipelineTopic.SAMPLES)).hasSize(40);
    assertThat(output(PipelineTopic.TRAINING)).hasSize(40);
    List<TestRecord<byte[], byte[]>> letters = output(PipelineTopic.DEAD_LETTERS);
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).key()).asString().isEqualTo("meter-readings-0-0");
    assertThat(letters.get(0).headers().lastHeader(DeadLetter.ERROR_HEADER).value())
        .asString()
        .startsWith("It needs an \"id\"");
  }

  private void send(int count) {
    TestInputTopic<byte[], byte[]> readings = readings();
    for (int i = 0; i < count; i++) {
      readings.pipeInput(ReadingsOfTests.json(i));
    }
  }

  private TestInputTopic<byte[], byte[]> readings() {
    return driver.createInputTopic(
        MeterTopology.READINGS, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private List<TestRecord<byte[], byte[]>> output(PipelineTopic topic) {
    return driver
        .createOutputTopic(
            METERS.topic(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** Keeps the hashes of the snapshots. */
  private static final class Hashes implements FoldOutputs {
    final List<String> seen = new ArrayList<>();

    @Override
    public void snapshot(Snapshot snapshot) {
      seen.add(snapshot.getSha256());
    }

    @Override
    public void progress(TrainingProgress progress) {}

    @Override
    public void deadLetter(DeadLetter letter) {}

    @Override
    public void alarm(Alarm alarm) {}

    @Override
    public void journal(JournalEntry entry) {}
  }
}
