package dev.thalweg.scorer.batch;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.delivery.SentBatch;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.RefusedRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the records of one poll into predictions of every model, or into dead letters: for each
 * record one prediction of each model that takes its format, or, where none does, one dead letter.
 * Confined to one thread.
 */
public final class BatchScorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);

  private final Producer<byte[], byte[]> producer;
  private final Pipeline pipeline;
  private final String topic;
  private final String name;
  private final int maxBatch;
  private final InstantSource clock;
  private final ExampleReader reader;
  private final AvroSerializer<Prediction> serializer;
  private final ServedMappings mappings = new ServedMappings(LOG::warn);
  private final Map<String, ModelBatch> batchByModel = new LinkedHashMap<>();

  /**
   * Of the pipeline's own examples. The producer stays the caller's.
   *
   * @param pipeline whose examples they are, and whose predictions
   * @param name of this scorer, which its predictions tell
   */
  public BatchScorer(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      String name,
      int maxBatch,
      InstantSource clock) {
    this(producer, registry, pipeline, name, maxBatch, clock, new WrittenExamples(registry));
  }

  /** Of what the reader makes of records. */
  public BatchScorer(
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      String name,
      int maxBatch,
      InstantSource clock,
      ExampleReader reader) {
    this.producer = producer;
    this.pipeline = pipeline;
    this.topic = pipeline.topic(PipelineTopic.PREDICTIONS);
    this.name = name;
    this.maxBatch = maxBatch;
    this.clock = clock;
    this.reader = reader;
    this.serializer = new AvroSerializer<>(registry);
  }

  /** Most examples scored at once. */
  public int maxBatch() {
    return maxBatch;
  }

  /**
   * Sends, and does not wait for acknowledgements.
   *
   * @param models at least one, each of another name
   * @throws org.apache.kafka.common.KafkaException when the producer refuses a record
   */
  public SentBatch score(ConsumerRecords<byte[], byte[]> records, List<ServedModel> models) {
    List<ModelBatch> batches = batches(models);
    SentBatch sent = new SentBatch(producer, records.nextOffsets());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        Optional<ReadExample> read = reader.read(record);
        if (read.isPresent()) {
          take(read.get(), batches, sent);
          sent.countScored();
        }
      } catch (UnreadableRecordException | RefusedException e) {
        sent.countRefused();
        sent.send(RefusedRecord.letter(record, e.getMessage(), pipeline));
      }
      for (ModelBatch batch : batches) {
        if (batch.isFull()) {
          batch.predict(clock.instant(), sent);
        }
      }
    }
    batches.forEach(batch -> batch.predict(clock.instant(), sent));
    sent.complete();
    return sent;
  }

  private List<ModelBatch> batches(List<ServedModel> models) {
    List<ModelBatch> batches = new ArrayList<>(models.size());
    for (ServedModel model : models) {
      ModelBatch batch =
          batchByModel.computeIfAbsent(
              model.model(),
              name -> new ModelBatch(topic, this.name, maxBatch, serializer, mappings));
      batch.clear(); // a failure may have left something
      batch.use(model);
      batches.add(batch);
    }
    return batches;
  }

  /**
   * Gives the example to every model that takes it.
   *
   * @throws RefusedException with the first one's reason when none does
   */
  private static void take(ReadExample read, List<ModelBatch> batches, SentBatch sent)
      throws RefusedException {
    RefusedException first = null;
    List<ModelBatch> skipping = List.of();
    for (ModelBatch batch : batches) {
      try {
        batch.add(read.example(), read.from());
      } catch (RefusedException e) {
        first = first == null ? e : first;
        skipping = skipping.isEmpty() ? new ArrayList<>() : skipping;
        skipping.add(batch);
      }
    }
    if (first != null && skipping.size() == batches.size()) {
      throw first;
    }
    for (ModelBatch batch : skipping) {
      batch.skip(first.getMessage());
    }
    sent.countSkipped(skipping.size());
  }

  /** Frees the native memory, at once. */
  @Override
  public void close() {
    batchByModel.values().forEach(ModelBatch::close);
  }
}
