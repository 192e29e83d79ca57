package dev.thalweg.monitor.web.drawing;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Drawings over a producer that is none. */
public final class DrawnTopics implements AutoCloseable {
  public static final Pipeline PIPELINE = new Pipeline("digits");

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  public final SchemaRegistry registry = SchemaRegistry.inMemory();
  public final MockProducer<byte[], byte[]> producer;
  public final Drawings drawings;
  private final DrawingSender sender;

  /**
   * @param autoComplete whether each record is taken at once
   */
  public DrawnTopics(boolean autoComplete) {
    this(autoComplete, TIMEOUT);
  }

  public DrawnTopics(boolean autoComplete, Duration timeout) {
    producer =
        new MockProducer<>(
            autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    sender = new DrawingSender(PIPELINE, producer, registry);
    drawings = new Drawings(sender, PIPELINE.model(), timeout);
  }

  /** What a topic has been sent. */
  public List<SpecificRecord> sent(PipelineTopic topic) {
    AvroDecoder<SpecificRecord> decoder = AvroDecoder.of(registry, topic.schema().orElseThrow());
    List<SpecificRecord> values = new ArrayList<>();
    try {
      for (ProducerRecord<byte[], byte[]> record : producer.history()) {
        if (record.topic().equals(PIPELINE.topic(topic))) {
          values.add(decoder.decode(record.value()));
        }
      }
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  /** Waits until a topic has been sent so many. */
  public List<SpecificRecord> await(PipelineTopic topic, int records) throws InterruptedException {
    for (int i = 0; i < 2_000 && sent(topic).size() < records; i++) {
      Thread.sleep(5);
    }
    return sent(topic);
  }

  @Override
  public void close() {
    sender.close();
  }
}
