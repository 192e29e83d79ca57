package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.producer.ImageProducer.ImagesThenLabels;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.ImageSource;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Image;
import dev.thalweg.schemas.avro.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ImageProducerTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long nowNs;

  @Test
  void imagesAndLabels_arriveInOrderUnderTheSameIds() throws UnreadableRecordException {
    // Given
    Instant before = Instant.now().minusMillis(1);

    // When
    StreamOutcome outcome = producer(new Counting(20), Duration.ofMillis(5)).run();

    // Then
    assertThat(keys("digits.images")).hasSize(20).isSorted().isEqualTo(keys("digits.labels"));
    assertThat(outcome.sent()).isEqualTo(20);
    assertThat(outcome.acknowledged()).isEqualTo(20);
    assertThat(outcome.complete()).isTrue();
    Image image =
        AvroDecoder.<Image>of(registry, Image.getClassSchema())
            .decode(values("digits.images").get(3));
    Label label =
        AvroDecoder.<Label>of(registry, Label.getClassSchema())
            .decode(values("digits.labels").get(3));
    assertThat(image.getId()).isEqualTo(label.getId()).isEqualTo("counting-test-1-000003");
    assertThat(image.getPixels().array()).containsExactly(0, 3);
    assertThat(label.getLabel()).isEqualTo(3);
    assertThat(image.getSentAt()).isBetween(before, Instant.now());
    assertThat(label.getLabelledAt()).isAfterOrEqualTo(image.getSentAt().plusMillis(5));
  }

  @Test
  void label_isSentWhenItIsDueAndNotBefore() {
    // Given
    ImagesThenLabels emitter = emitter(Duration.ofSeconds(10), 100);
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
    ImagesThenLabels emitter = emitter(Duration.ofSeconds(10), 3);
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
    AtomicReference<ImageProducer> producer = new AtomicReference<>();
    ImageSource source =
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
    assertThat(keys("digits.labels")).hasSize(42).isEqualTo(keys("digits.images"));
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void resumedStream_sendsTheLabelsThatWereOwedAndThenGoesOn() {
    // Given: 12 images are sent, and 7 labels
    ImageSource source = new Counting(20);
    ImageProducer producer =
        new ImageProducer(
            config(source).startingAt(12),
            Duration.ZERO,
            Progress.NONE,
            () -> registry,
            () -> kafka);

    // When
    StreamOutcome outcome = producer.owingLabelsFrom(7).run();

    // Then
    assertThat(outcome.acknowledged()).isEqualTo(8);
    assertThat(keys("digits.images")).hasSize(8).startsWith("counting-test-1-000012");
    assertThat(keys("digits.labels"))
        .hasSize(13)
        .startsWith("counting-test-1-000007")
        .endsWith("counting-test-1-000019")
        .isSorted();
  }

  @Test
  void labelsThatWereOwed_areNoMoreThanMayWait() {
    ImagesThenLabels emitter = emitter(Duration.ZERO, 3);

    emitter.owe(0, 50);
    emitter.finish();

    assertThat(keys("digits.labels")).hasSize(3).startsWith("counting-test-1-000047");
  }

  @Test
  void zeroDelay_sendsEachLabelAfterItsImage() {
    producer(new Counting(3), Duration.ZERO).run();

    assertThat(kafka.history().stream().map(record -> record.topic()))
        .containsExactly(
            "digits.images",
            "digits.labels",
            "digits.images",
            "digits.labels",
            "digits.images",
            "digits.labels");
  }

  @Test
  void labels_driftWithTheirImages() throws UnreadableRecordException {
    // Given
    ImageStream stream = config(new Counting(20)).stream();
    DriftSchedule drift = DriftSchedule.of(List.of("one-class:7@10", "permute-labels@0"), 10, 1);

    // When
    new ImageProducer(
            StreamConfig.of(PIPELINE, stream.drifting(drift)),
            Duration.ZERO,
            Progress.NONE,
            () -> registry,
            () -> kafka)
        .run();

    // Then
    AvroDecoder<Image> images = AvroDecoder.of(registry, Image.getClassSchema());
    AvroDecoder<Label> labels = AvroDecoder.of(registry, Label.getClassSchema());
    for (int i = 0; i < 20; i++) {
      int shown = images.decode(values("digits.images").get(i)).getPixels().get(1);
      int expected = drift.imageAt(stream.source(), shown, 0).label();
      assertThat(shown % 10).isEqualTo(i < 10 ? i : 7);
      assertThat(labels.decode(values("digits.labels").get(i)).getLabel()).isEqualTo(expected);
    }
    assertThat(keys("digits.images")).doesNotHaveDuplicates();
  }

  @Test
  void negativeDelay_isRefused() {
    assertThatThrownBy(() -> producer(new Counting(1), Duration.ofSeconds(-1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("label delay");
  }

  private ImageProducer producer(ImageSource source, Duration delay) {
    return new ImageProducer(config(source), delay, Progress.NONE, () -> registry, () -> kafka);
  }

  private ImagesThenLabels emitter(Duration delay, int pendingMax) {
    return new ImagesThenLabels(
        config(new Counting(100)),
        delay,
        pendingMax,
        registry,
        new RecordSender(kafka, new StreamFigures()),
        () -> nowNs);
  }

  private static StreamConfig config(ImageSource source) {
    SampleOrder order = SampleOrder.of(source, 1, ImageSource.ENDLESS, 7);
    return StreamConfig.of(PIPELINE, ImageStream.of(source, Split.TEST, order));
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
