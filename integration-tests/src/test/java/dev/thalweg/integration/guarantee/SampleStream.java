package dev.thalweg.integration.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the same records in the same order into the samples of one pipeline or of several: digits,
 * and at fixed places among them records that have to be refused.
 */
final class SampleStream implements AutoCloseable {
  /** Every so many records one is to be refused. */
  static final int GARBAGE_EVERY = 41;

  private static final int SIDE = 28;

  private final List<Pipeline> pipelines;
  private final List<String> topics;
  private final SchemaRegistry registry;
  private final AvroSerializer<Sample> serializer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final GeneratedDigits digits = new GeneratedDigits(7, Split.TRAIN);
  private final List<byte[]> values = new ArrayList<>();
  private int directives;
  private volatile boolean flowing;
  private volatile Exception failure;
  private Thread flow;

  SampleStream(Connection connection, Pipeline... pipelines) {
    this.pipelines = List.of(pipelines);
    topics = Arrays.stream(pipelines).map(p -> p.topic(PipelineTopic.SAMPLES)).toList();
    registry = connection.openRegistry();
    serializer = new AvroSerializer<>(registry);
    producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    serializer.serialize(topics.get(0), digit(0)); // asks the registry for its id now, not later
  }

  /** How many records from this place on are not to be refused. */
  static int goodFrom(int place) {
    return GARBAGE_EVERY - 1 - place % GARBAGE_EVERY;
  }

  /** Records so far, in each of the pipelines. */
  synchronized int sent() {
    return values.size();
  }

  /** The bytes of all records so far. */
  synchronized List<byte[]> values() {
    return new ArrayList<>(values); // one may be null
  }

  /** Sends so many, and waits until they are acknowledged. */
  void send(int records) {
    for (int i = 0; i < records; i++) {
      sendNext();
    }
    flush();
  }

  /** Sends so many to a partition, and waits until they are acknowledged. */
  void sendTo(int partition, int records) {
    for (int i = 0; i < records; i++) {
      byte[] value = serializer.serialize(topics.get(0), digit(sent()));
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topics.get(0), partition, ("s" + sent()).getBytes(UTF_8), value),
              (written, e) -> failed(e));
      values.add(value);
    }
    flush();
  }

  /** Sends so many that have to be refused, and waits until they are acknowledged. */
  void sendGarbage(int records) {
    for (int i = 0; i < records; i++) {
      sendValue(garbage());
    }
    flush();
  }

  /** Sends a directive between two records; it counts as none of them. */
  synchronized void sendRestart() {
    for (Pipeline pipeline : pipelines) {
      String unique = "test-" + directives;
      Future<RecordMetadata> unused =
          producer.send(
              LearnerDirective.RESTART.toRecord(pipeline, 0, unique), (written, e) -> failed(e));
    }
    directives++;
  }

  /** Sends one after the other from now on, until {@link #stop}, or so many are sent. */
  void flow(int perSecond, int most) {
    flowing = true;
    flow =
        new Thread(
            () -> {
              while (flowing && sent() < most) {
                sendNext();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
              }
            },
            "samples");
    flow.setDaemon(true);
    flow.start();
  }

  /** Sends one after the other from now on, until {@link #stop}. */
  void flow(int perSecond) {
    flow(perSecond, Integer.MAX_VALUE);
  }

  /** Ends the flow, and waits until all is acknowledged. */
  void stop() throws InterruptedException {
    flowing = false;
    if (flow != null) {
      flow.join();
      flow = null;
    }
    flush();
  }

  private synchronized void sendNext() {
    boolean bad = sent() % GARBAGE_EVERY == GARBAGE_EVERY - 1;
    sendValue(bad ? garbage() : serializer.serialize(topics.get(0), digit(sent())));
  }

  private synchronized void sendValue(byte[] value) {
    sendValue(value, null);
  }

  /** With a timestamp that no client would take from a person; null for the present time. */
  synchronized void sendWithTimestamp(Long timestamp) {
    sendValue(serializer.serialize(topics.get(0), digit(sent())), timestamp);
  }

  private synchronized void sendValue(byte[] value, Long timestamp) {
    byte[] key = ("s" + sent()).getBytes(UTF_8);
    for (String topic : topics) {
      Future<RecordMetadata> unused =
          producer.send(new Timestamped(topic, timestamp, key, value), (written, e) -> failed(e));
    }
    values.add(value);
  }

  /** Sends a sample of the caller's. */
  synchronized void send(Sample sample) {
    sendValue(serializer.serialize(topics.get(0), sample));
  }

  /** Waits until all is acknowledged. */
  void flush() {
    producer.flush();
    assertThat(failure).as("what became of a sample that was sent").isNull();
  }

  private void failed(Exception e) {
    if (e != null) {
      failure = e;
    }
  }

  private Sample digit(long index) {
    LabelledExample image = digits.at(index);
    return sample(SIDE, ByteBuffer.wrap(image.data()), image.label());
  }

  private Sample sample(int side, ByteBuffer pixels, int label) {
    return new Sample(
        "s" + sent(), List.of(side, side), Datatype.UINT8, pixels, label, 1f, "guarantee");
  }

  /** One of the ways in which a record is refused, by its place. */
  private byte[] garbage() {
    String topic = topics.get(0);
    return switch (sent() % 4) {
      case 0 -> null;
      case 1 -> ("no Avro, number " + sent()).getBytes(UTF_8);
      case 2 -> serializer.serialize(topic, sample(14, ByteBuffer.allocate(14 * 14), 1));
      default -> serializer.serialize(topic, sample(SIDE, ByteBuffer.allocate(SIDE * SIDE), 10));
    };
  }

  @Override
  public void close() {
    flowing = false;
    producer.close();
    registry.close();
  }

  /** Gets a timestamp past the check of the client's constructor, as other clients send it. */
  private static final class Timestamped extends ProducerRecord<byte[], byte[]> {
    private final Long timestamp;

    Timestamped(String topic, Long timestamp, byte[] key, byte[] value) {
      super(topic, key, value);
      this.timestamp = timestamp;
    }

    @Override
    public Long timestamp() {
      return timestamp;
    }
  }
}
