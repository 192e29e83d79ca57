package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SampleProducerTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final MockProducer<byte[], byte[]> kafka = mockKafka();

  @Test
  void samples_arriveInOrderKeyedByTheirIds() throws UnreadableRecordException {
    // Given
    StreamConfig config = config(new Counting(3), 2);

    // When
    StreamOutcome outcome = producer(config, Progress.NONE).run();

    // Then
    assertThat(keys(kafka))
        .startsWith("counting-train-1-000000", "counting-train-1-000001", "counting-train-1-000002")
        .hasSize(6)
        .doesNotHaveDuplicates();
    assertThat(kafka.history()).allMatch(record -> record.topic().equals("digits.samples"));
    Sample second = sample(1);
    assertThat(second.getId()).isEqualTo("counting-train-1-000001");
    assertThat(second.getData().array()).containsExactly(0, 1);
    assertThat(List.of(second.getShape().get(0), second.getShape().get(1), second.getTarget()))
        .containsExactly(1, 2, 1);
    assertThat(second.getSource()).isEqualTo("counting");
    assertThat(outcome.sent()).isEqualTo(6);
    assertThat(outcome.acknowledged()).isEqualTo(6);
    assertThat(outcome.complete()).isTrue();
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void stream_stoppedAndResumedIsTheUninterruptedOne() {
    // Given
    StreamConfig config = config(new Counting(1_000), 3);
    producer(config, Progress.NONE).run();
    List<String> uninterrupted = keys(kafka);
    MockProducer<byte[], byte[]> before = mockKafka();
    MockProducer<byte[], byte[]> after = mockKafka();

    // When
    AtomicReference<SampleProducer> first = new AtomicReference<>();
    AtomicInteger read = new AtomicInteger();
    ExampleSource stopping =
        new Observed(
            1_000,
            index -> {
              if (read.incrementAndGet() == 1_234) {
                first.get().stop();
              }
            });
    first.set(producer(config(stopping, 3), Progress.NONE, before));
    StreamOutcome stopped = first.get().run();
    StreamOutcome resumed =
        producer(config.startingAt(stopped.nextIndex()), Progress.NONE, after).run();

    // Then
    assertThat(stopped.complete()).isFalse();
    assertThat(stopped.sent()).isEqualTo(1_234);
    assertThat(stopped.acknowledged()).isEqualTo(stopped.sent());
    assertThat(resumed.complete()).isTrue();
    List<String> both = new ArrayList<>(keys(before));
    both.addAll(keys(after));
    assertThat(both).isEqualTo(uninterrupted);
  }

  @Test
  void endlessSlowStream_stopsAtOnceWhenAsked() throws InterruptedException {
    // Given: a record a day, so that the stop comes in the wait
    CountDownLatch running = new CountDownLatch(1);
    StreamConfig config = config(new GeneratedDigits(1, Split.TRAIN), 1).atRate(1.0 / 86_400);
    SampleProducer producer = producer(config, (sent, total, rate) -> running.countDown());
    AtomicReference<StreamOutcome> outcome = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              outcome.set(producer.run());
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    runner.start();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    // When
    producer.stop();

    // Then
    runner.join(10_000);
    assertThat(runner.isAlive()).isFalse();
    assertThat(outcome.get().acknowledged()).isEqualTo(1);
    assertThat(outcome.get().nextIndex()).isEqualTo(1);
    assertThat(outcome.get().complete()).isFalse();
    assertThat(interrupted.get()).as("the stop leaves no interrupt behind").isFalse();
  }

  @Test
  void interrupt_stopsTheStreamAndIsKept() {
    SampleProducer producer = producer(config(new Counting(10), 1), Progress.NONE);
    Thread.currentThread().interrupt();

    StreamOutcome outcome = producer.run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.sent()).isZero();
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void stopBeforeTheRun_sendsNothing() {
    SampleProducer producer = producer(config(new Counting(10), 1), Progress.NONE);
    producer.stop();

    assertThat(producer.run().sent()).isZero();
  }

  @Test
  void failedSend_endsTheRunWithWhereToGoOn() {
    // Given: the third record and all after it fail
    MockProducer<byte[], byte[]> manual =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    ExampleSource source =
        new Observed(
            100,
            index -> {
              if (index == 4) {
                manual.completeNext();
                manual.completeNext();
                manual.errorNext(new TimeoutException("Expiring 1 record(s): 30000 ms passed"));
                // Or what is behind the failed one might be sent still, and leave a gap.
                assertThat(manual.closed()).isTrue();
              }
            });
    SampleProducer producer =
        new SampleProducer(config(source, 1), Progress.NONE, () -> registry, () -> manual);

    // When, then
    assertThatThrownBy(producer::run)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Kafka did not take counting-train-1-000002 of topic digits.samples (Expiring 1"
                + " record(s): 30000 ms passed): 2 of 5 records sent are acknowledged; check the"
                + " broker and the topic, then go on at index 2.");
    assertThat(manual.closed()).isTrue();
    assertThat(producer.figures().acknowledged()).isEqualTo(2);
    assertThat(producer.figures().failed()).isPositive();
  }

  @Test
  void brokerThatIsNotThere_isOneSentenceWithinTheBlockingTime() {
    Connection nowhere =
        new Connection("127.0.0.1:1", "unused", Map.of("max.block.ms", "300"), true);
    SampleProducer producer =
        new SampleProducer(
            config(new Counting(10), 1),
            Progress.NONE,
            () -> registry,
            () -> ProducerSettings.open(nowhere, ProducerSettings.forSamples(nowhere)));

    assertThatThrownBy(producer::run)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Topic digits.samples not present in metadata after 300 ms")
        .hasMessageContaining("go on at index 0");
  }

  /** The time limit of this class is the assertion: the wait alone would take longer. */
  @Test
  void stop_cutsTheWaitForABrokerShort() throws InterruptedException {
    // Given
    CountDownLatch reading = new CountDownLatch(1);
    Connection nowhere =
        new Connection("127.0.0.1:1", "unused", Map.of("max.block.ms", "600000"), true);
    SampleProducer producer =
        new SampleProducer(
            config(new Observed(10, index -> reading.countDown()), 1),
            Progress.NONE,
            () -> registry,
            () -> ProducerSettings.open(nowhere, ProducerSettings.forSamples(nowhere)));
    AtomicReference<StreamOutcome> outcome = new AtomicReference<>();
    Thread runner = new Thread(() -> outcome.set(producer.run()));
    runner.start();
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

    // When
    producer.stop();

    // Then
    runner.join();
    assertThat(outcome.get().sent()).isZero();
    assertThat(outcome.get().nextIndex()).isZero();
  }

  @Test
  void progress_isToldTheEnd() {
    AtomicReference<List<Long>> latest = new AtomicReference<>();

    producer(
            config(new Counting(10), 2).startingAt(5),
            (sent, total, rate) -> latest.set(List.of(sent, total)))
        .run();

    assertThat(latest.get()).containsExactly(15L, 15L);
  }

  @Test
  void startOrRate_outOfRangeIsRefused() {
    StreamConfig config = config(new Counting(10), 1);

    assertThatThrownBy(() -> config.startingAt(11))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("10 records");
    assertThatThrownBy(() -> config.atRate(0))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--rate");
    assertThat(producer(config.startingAt(10), Progress.NONE).run().complete()).isTrue();
  }

  @Test
  void ids_growBeyondSixDigits() {
    ExampleSource digits = new GeneratedDigits(1, Split.TEST);
    ExampleStream stream =
        ExampleStream.of(digits, Split.TEST, SampleOrder.of(digits, 1, ExampleSource.ENDLESS, 7));

    assertThat(stream.idAt(123)).isEqualTo("digits-test-1-000123");
    assertThat(stream.idAt(12_345_678)).isEqualTo("digits-test-1-12345678");
  }

  private static StreamConfig config(ExampleSource source, long epochs) {
    SampleOrder order = SampleOrder.of(source, epochs, ExampleSource.ENDLESS, 7);
    return StreamConfig.of(PIPELINE, ExampleStream.of(source, Split.TRAIN, order));
  }

  private SampleProducer producer(StreamConfig config, Progress progress) {
    return producer(config, progress, kafka);
  }

  private SampleProducer producer(
      StreamConfig config, Progress progress, MockProducer<byte[], byte[]> mock) {
    return new SampleProducer(config, progress, () -> registry, () -> mock);
  }

  private static MockProducer<byte[], byte[]> mockKafka() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static List<String> keys(MockProducer<byte[], byte[]> mock) {
    return mock.history().stream().map(record -> new String(record.key(), UTF_8)).toList();
  }

  private Sample sample(int i) throws UnreadableRecordException {
    ProducerRecord<byte[], byte[]> record = kafka.history().get(i);
    return AvroDecoder.<Sample>of(registry, Sample.getClassSchema()).decode(record.value());
  }
}
