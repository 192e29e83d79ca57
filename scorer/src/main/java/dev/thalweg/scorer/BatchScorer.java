package dev.thalweg.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.Architecture;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Image;
import dev.thalweg.schemas.avro.Prediction;
import java.time.InstantSource;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Turns the records of one poll into predictions of one model, or into dead letters: exactly one
 * send for each record. Confined to one thread.
 */
final class BatchScorer implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final String topic;
  private final int maxBatch;
  private final InstantSource clock;
  private final AvroDecoder<Image> decoder;
  private final AvroSerializer<Prediction> serializer;
  private final Prediction prediction = new Prediction();
  private ImageBatch images;

  /** The producer stays the caller's. */
  BatchScorer(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      int maxBatch,
      InstantSource clock) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.topic = pipeline.topic(PipelineTopic.PREDICTIONS);
    this.maxBatch = maxBatch;
    this.clock = clock;
    this.decoder = AvroDecoder.reusing(registry, new Image());
    this.serializer = new AvroSerializer<>(registry);
  }

  /** Sends, and does not wait for acknowledgements. */
  SentBatch score(ConsumerRecords<byte[], byte[]> records, ServedModel model) {
    useArchitecture(model.architecture());
    SentBatch sent = new SentBatch(records.count(), records.nextOffsets());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        images.add(decoder.decode(record.value()));
      } catch (UnreadableRecordException | RefusedException e) {
        sent.countRefused();
        send(RefusedRecord.letter(record, e.getMessage(), pipeline), sent);
      }
      if (images.isFull()) {
        predict(model, sent);
      }
    }
    predict(model, sent);
    return sent;
  }

  private void useArchitecture(Architecture architecture) {
    if (images == null || !images.isFor(architecture)) {
      close();
      images = new ImageBatch(architecture, maxBatch);
    }
  }

  private void predict(ServedModel model, SentBatch sent) {
    if (images.count() == 0) {
      return;
    }
    images.score(model.parameters());
    prediction.setModel(model.model());
    prediction.setVersion(model.version());
    prediction.setSha256(model.sha256());
    prediction.setScoredAt(clock.instant());
    for (int i = 0; i < images.count(); i++) {
      prediction.setId(images.id(i));
      prediction.setSentAt(images.sentAt(i));
      prediction.setLabel(images.label(i));
      prediction.setProbabilities(images.probabilities(i));
      byte[] key = images.id(i).getBytes(UTF_8);
      sent.countScored();
      send(new ProducerRecord<>(topic, key, serializer.serialize(topic, prediction)), sent);
    }
    images.clear();
  }

  private void send(ProducerRecord<byte[], byte[]> record, SentBatch sent) {
    try {
      Future<RecordMetadata> unused = producer.send(record, sent); // the callback is told all
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw ScorerFailure.unwritten(e);
    }
  }

  /** Frees the native memory, at once. */
  @Override
  public void close() {
    if (images != null) {
      images.close();
      images = null;
    }
  }
}
