package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.producer.ExampleProducer.ExamplesThenLabels;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExampleProducerTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final WaitingForBroker away = new WaitingForBroker();
  private long nowNs;

  @Test
  void imagesAndLabels_arriveInOrderUnderTheSameIds() throws UnreadableRecordException {
    // Given
    Instant before = Instant.now().minusMillis(1);

    // When
    StreamOutcome outcome = producer(new Counting(20), Duration.ofMillis(5)).run();

    // Then
    assertThat(keys("digits.examples")).hasSize(20).isSorted().isEqualTo(keys("digits.labels"));
    assertThat(outcome.sent()).isEqualTo(20);
    assertThat(outcome.acknowledged()).isEqualTo(20);
    assertThat(outcome.complete()).isTrue();
    Example image =
        AvroDecoder.<Example>of(registry, Example.getClassSchema())
            .decode(values("digits.examples").get(3));
    Label label =
        AvroDecoder.<Label>of(registry, Label.getClassSchema())
            .decode(values("digits.labels").get(3));
    assertThat(image.getId()).isEqualTo(label.getId()).isEqualTo("counting-test-1-000003");
    assertThat(image.getData().array()).containsExactly(0, 3);
    assertThat(label.getLabel()).isEqualTo(3);
    assertThat(image.getSentAt()).isBetween(before, Instant.now());
    assertThat(label.getLabelledAt()).isAfterOrEqualTo(image.getSentAt().plusMillis(5));
  }

  @Test
  void label_isSentWhenItIsDueAndNotBefore() {
    // Given
    ExamplesThenLabels emitter = emitter(Duration.ofSeconds(10), 100);
    emitter.emit(0);
    nowNs = 3_000_000_000L;
    emitter.emit(1);

    // When, then
    nowNs = 9_999_999_999L;
    assertThat(emitter.workNs()).isEqualTo(1);
    assertThat(keys("digits.labels")).isEmpty();
    nowNs = 10_000_000_000L;
    assertThat(emitter.workNs()).isEqualTo(3_000_000_000L);
    assertThat(keys("digits.labels")).containsExactly("counting-test-1-000000");
    nowNs = 60_000_000_000L;
    assertThat(emitter.workNs()).isEqualTo(StreamLoop.Emitter.NO_WORK);
    assertThat(keys("digits.labels")).hasSize(2);
  }

  @Test
  void pendingLabels_areBounded() {
    ExamplesThenLabels emitter = emitter(Duration.ofSeconds(10), 3);
    for (int i = 0; i < 3; i++) {
      assertThat(emitter.hasRoom()).isTrue();
      emitter.emit(i);
    }

    assertThat(emitter.hasRoom()).isFalse();
    nowNs = 10_000_000_000L;
    emitter.workNs();
    assertThat(emitter.hasRoom()).isTrue();
  }

  @Test
  void stop_sendsTheLabelsThatStillWait() {
    // Given: labels that would take a day
    AtomicReference<ExampleProducer> producer = new AtomicReference<>();
    ExampleSource source =
        new Observed(
            100,
            index -> {
              if (index == 41) {
                producer.get().stop();
              }
            });
    producer.set(producer(source, Duration.ofDays(1)));

    // When
    StreamOutcome outcome = producer.get().run();

    // Then
    assertThat(outcome.sent()).isEqualTo(42);
    assertThat(outcome.complete()).isFalse();
    assertThat(keys("digits.labels")).hasSize(42).isEqualTo(keys("digits.examples"));
    assertThat(kafka.closed()).isTrue();
  }

  /** As the client does where it does not know who leads a partition. */
  private static final class WaitingForBroker extends MockProducer<byte[], byte[]> {
    private final CountDownLatch closing = new CountDownLatch(1);

    WaitingForBroker() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> sent, Callback callback) {
      if (sent.topic().equals("digits.examples")) {
        return super.send(sent, callback);
      }
      try {
        closing.await();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      throw new KafkaException("Producer closed while send in progress");
    }

    @Override
    public void close(Duration timeout) {
      super.close(timeout);
      closing.countDown();
    }
  }

  @Test
  void stop_endsTheRun_whereLabelsThatStillWaitCannotBeSent() {
    // Given
    AtomicReference<ExampleProducer> producer = new AtomicReference<>();
    ExampleSource source =
        new Observed(
            100,
            index -> {
              if (index == 41) {
                producer.get().stop();
              }
            });
    producer.set(
        new ExampleProducer(
            config(source), Duration.ofDays(1), Progress.NONE, () -> registry, () -> away));

    // When
    StreamOutcome outcome = producer.get().run();

    // Then
    assertThat(outcome.acknowledged()).isEqualTo(42);
    assertThat(outcome.complete()).isFalse();
    assertThat(away.closed()).isTrue();
  }

  @Test
  void resumedStream_sendsTheLabelsThatWereOwedAndThenGoesOn() {
    // Given: 12 images are sent, and 7 labels
    ExampleSource source = new Counting(20);
    ExampleProducer producer =
        new ExampleProducer(
            config(source).startingAt(12),
            Duration.ZERO,
            Progress.NONE,
            () -> registry,
            () -> kafka);

    // When
    StreamOutcome outcome = producer.owingLabels(Remaining.from(7)).run();

    // Then
    assertThat(outcome.acknowledged()).isEqualTo(8);
    assertThat(keys("digits.examples")).hasSize(8).startsWith("counting-test-1-000012");
    assertThat(keys("digits.labels"))
        .hasSize(13)
        .startsWith("counting-test-1-000007")
        .endsWith("counting-test-1-000019")
        .isSorted();
  }

  @Test
  void streamResumedInSeveralPartitions_sendsWhatIsMissingAlone() {
    // Given: of the images 0 to 4, 6 and 9 are there, of the labels 0, 1, 3 and 6
    ExampleSource source = new Counting(12);
    ExampleProducer producer =
        new ExampleProducer(
            config(source).with(new Remaining(5, bits(1, 4))),
            Duration.ZERO,
            Progress.NONE,
            () -> registry,
            () -> kafka);

    // When
    StreamOutcome outcome = producer.owingLabels(new Remaining(2, bits(1, 4))).run();

    // Then
    assertThat(outcome.sent()).isEqualTo(5);
    assertThat(outcome.complete()).isTrue();
    assertThat(keys("digits.examples")).containsExactly(ids(5, 7, 8, 10, 11));
    assertThat(keys("digits.labels")).containsExactlyInAnyOrder(ids(2, 4, 5, 7, 8, 9, 10, 11));
  }

  private static BitSet bits(int... positions) {
    BitSet bits = new BitSet();
    for (int position : positions) {
      bits.set(position);
    }
    return bits;
  }

  private static String[] ids(int... indexes) {
    return Arrays.stream(indexes)
        .mapToObj(index -> String.format(Locale.ROOT, "counting-test-1-%06d", index))
        .toArray(String[]::new);
  }

  @Test
  void labelsThatWereOwed_areNoMoreThanMayWait() {
    ExamplesThenLabels emitter = emitter(Duration.ZERO, 3);

    emitter.owe(Remaining.from(0), Remaining.from(50));
    emitter.finish();

    assertThat(keys("digits.labels")).hasSize(3).startsWith("counting-test-1-000047");
  }

  @Test
  void zeroDelay_sendsEachLabelAfterItsImage() {
    producer(new Counting(3), Duration.ZERO).run();

    assertThat(kafka.history().stream().map(record -> record.topic()))
        .containsExactly(
            "digits.examples",
            "digits.labels",
            "digits.examples",
            "digits.labels",
            "digits.examples",
            "digits.labels");
  }

  @Test
  void labels_driftWithTheirImages() throws UnreadableRecordException {
    // Given
    ExampleStream stream = config(new Counting(20)).stream();
    DriftSchedule drift = DriftSchedule.of(List.of("one-class:7@10", "permute-labels@0"), 10, 1);

    // When
    new ExampleProducer(
            StreamConfig.of(PIPELINE, stream.drifting(drift)),
            Duration.ZERO,
            Progress.NONE,
            () -> registry,
            () -> kafka)
        .run();

    // Then
    AvroDecoder<Example> images = AvroDecoder.of(registry, Example.getClassSchema());
    AvroDecoder<Label> labels = AvroDecoder.of(registry, Label.getClassSchema());
    for (int i = 0; i < 20; i++) {
      int shown = images.decode(values("digits.examples").get(i)).getData().get(1);
      int expected = drift.exampleAt(stream.source(), shown, 0).label();
      assertThat(shown % 10).isEqualTo(i < 10 ? i : 7);
      assertThat(labels.decode(values("digits.labels").get(i)).getLabel()).isEqualTo(expected);
    }
    assertThat(keys("digits.examples")).doesNotHaveDuplicates();
  }

  @Test
  void negativeDelay_isRefused() {
    assertThatThrownBy(() -> producer(new Counting(1), Duration.ofSeconds(-1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("label delay");
  }

  private ExampleProducer producer(ExampleSource source, Duration delay) {
    return new ExampleProducer(config(source), delay, Progress.NONE, () -> registry, () -> kafka);
  }

  private ExamplesThenLabels emitter(Duration delay, int pendingMax) {
    return new ExamplesThenLabels(
        config(new Counting(100)),
        delay,
        pendingMax,
        registry,
        new RecordSender(kafka, new StreamFigures()),
        () -> nowNs);
  }

  private static StreamConfig config(ExampleSource source) {
    SampleOrder order = SampleOrder.of(source, 1, ExampleSource.ENDLESS, 7);
    return StreamConfig.of(PIPELINE, ExampleStream.of(source, Split.TEST, order));
  }

  private List<String> keys(String topic) {
    return kafka.history().stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> new String(record.key(), UTF_8))
        .toList();
  }

  private List<byte[]> values(String topic) {
    return kafka.history().stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> record.value())
        .toList();
  }
}
