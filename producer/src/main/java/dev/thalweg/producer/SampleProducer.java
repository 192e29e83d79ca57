package dev.thalweg.producer;

import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Streams labelled examples into {@code samples}, in the stream's order. Runs once: {@link #run} on
 * one thread, {@link #stop} from any.
 */
public final class SampleProducer {
  private final StreamConfig config;
  private final Supplier<SchemaRegistry> registries;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final StreamLoop loop;
  private final StreamFigures figures = new StreamFigures();
  private Consumer<Producer<?, ?>> clients = client -> {};

  /** A stream over a connection; nothing is opened before {@link #run}. */
  public SampleProducer(StreamConfig config, Connection connection, Progress progress) {
    this(
        config,
        progress,
        connection::openRegistry,
        () -> ProducerSettings.open(connection, ProducerSettings.forSamples(connection)));
  }

  SampleProducer(
      StreamConfig config,
      Progress progress,
      Supplier<SchemaRegistry> registries,
      Supplier<Producer<byte[], byte[]>> producers) {
    this.config = config;
    this.registries = registries;
    this.producers = producers;
    loop = new StreamLoop(config, progress);
  }

  /**
   * Sends until the stream ends or {@link #stop} is called, waits for the acknowledgements and
   * closes what it opened. An interrupt stops it too, and is set again on return.
   *
   * @throws UserException when the broker or the registry fails: within the producer's {@code
   *     max.block.ms} and {@code delivery.timeout.ms}, here 10 and 30 s
   */
  public StreamOutcome run() {
    try (SchemaRegistry registry = registries.get()) {
      String topic = config.pipeline().topic(PipelineTopic.SAMPLES);
      AvroSerializer<Sample> serializer = new AvroSerializer<>(registry);
      Producer<byte[], byte[]> producer = producers.get();
      clients.accept(producer);
      RecordSender sender = new RecordSender(producer, figures);
      return loop.run(
          sender,
          index -> {
            Sample sample = sampleAt(index);
            sender.send(topic, sample.getId(), serializer.serialize(topic, sample), index);
          });
    }
  }

  /** What becomes of its records. */
  public StreamFigures figures() {
    return figures;
  }

  /** Shows the Kafka client of the run, to read its metrics and nothing else; before the run. */
  public void showClient(Consumer<Producer<?, ?>> observer) {
    clients = observer;
  }

  /** Ends the run within seconds; what is in flight is still acknowledged if the broker is up. */
  public void stop() {
    loop.stop();
  }

  private Sample sampleAt(long index) {
    ExampleStream stream = config.stream();
    LabelledExample example = stream.exampleAt(index);
    return new Sample(
        stream.idAt(index),
        stream.source().format().shape(),
        stream.source().format().datatype(),
        ByteBuffer.wrap(example.data()),
        example.label(),
        1f,
        stream.source().name());
  }
}
