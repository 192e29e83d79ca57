package dev.thalweg.scorer.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.schemas.text.Shown;
import dev.thalweg.scorer.delivery.SentBatch;
import dev.thalweg.scorer.mapping.ModelMapping;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model's share of a batch: the examples that it takes, and the predictions that it makes of
 * them. Its memory is taken anew only when the architecture changes. Confined to one thread.
 */
final class ModelBatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelBatch.class);

  private static final int SHOWN_CHARS = 12;

  private final String topic;
  private final int maxBatch;
  private final AvroSerializer<Prediction> serializer;
  private final ServedMappings mappings;
  private final Prediction prediction = new Prediction();
  private ServedModel model;
  private Optional<ModelMapping> mapping = Optional.empty();
  private ExampleBatch examples;
  private boolean toldOfSkipping;

  /**
   * Without a model yet.
   *
   * @param topic of the predictions
   * @param scorer the name that the predictions tell
   * @param serializer may be shared on the thread
   * @param mappings may be shared
   */
  ModelBatch(
      String topic,
      String scorer,
      int maxBatch,
      AvroSerializer<Prediction> serializer,
      ServedMappings mappings) {
    this.topic = topic;
    this.mappings = mappings;
    this.maxBatch = maxBatch;
    this.serializer = serializer;
    prediction.setScorer(scorer);
  }

  /** Scores with this snapshot from here on; nothing may wait to be predicted. */
  void use(ServedModel next) {
    if (model == null || !next.sha256().equals(model.sha256())) {
      toldOfSkipping = false;
      mapping = mappings.of(next);
    }
    model = next;
    if (examples == null || !examples.isFor(next)) {
      close();
      examples = new ExampleBatch(next, maxBatch);
    }
  }

  /**
   * Takes an example in.
   *
   * @param from how it was made, as far as that is known
   * @throws RefusedException when it is none of this model's
   */
  void add(Example example, Optional<Provenance> from) throws RefusedException {
    requireSameMapping(from);
    examples.add(example, from);
  }

  /**
   * Numbers of two meanings have the same shape. What no mapping made is nobody's but the user's.
   */
  private void requireSameMapping(Optional<Provenance> from) throws RefusedException {
    if (mapping.isPresent()
        && from.isPresent()
        && !from.get().mapping().equals(mapping.get().sha256())) {
      throw new RefusedException(
          ("The example was made by the mapping %s and the model learned by %s: their columns have"
                  + " other meanings.")
              .formatted(shown(from.get().mapping()), shown(mapping.get().sha256())));
    }
  }

  private static String shown(String sha256) {
    return Shown.text(sha256.substring(0, SHOWN_CHARS));
  }

  boolean isFull() {
    return examples.isFull();
  }

  /**
   * An example that others could take goes without this model's prediction; told once a snapshot.
   */
  void skip(String reason) {
    if (!toldOfSkipping) {
      toldOfSkipping = true;
      LOG.warn("Examples get no prediction from {}: {}", model, reason);
    }
  }

  /** Sends the predictions of what was taken in. */
  void predict(Instant now, SentBatch sent) {
    if (examples.count() == 0) {
      return;
    }
    examples.score(model.parameters());
    prediction.setModel(model.model());
    prediction.setVersion(model.version());
    prediction.setSha256(model.sha256());
    prediction.setScoredAt(now);
    for (int i = 0; i < examples.count(); i++) {
      examples.tell(i, prediction);
      prediction.setClassName(className(prediction.getLabel()));
      byte[] key = examples.id(i).getBytes(UTF_8);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, key, serializer.serialize(topic, prediction));
      examples.provenance(i).ifPresent(from -> from.writeTo(record.headers()));
      sent.send(record);
    }
    examples.clear();
  }

  /** Null where the classes have no names. */
  private String className(int label) {
    return mapping.isEmpty() || mapping.get().classes().isEmpty()
        ? null
        : mapping.get().classes().get(label);
  }

  /** Forgets what waits to be predicted. */
  void clear() {
    if (examples != null) {
      examples.clear();
    }
  }

  /** Frees the native memory, at once. */
  @Override
  public void close() {
    if (examples != null) {
      examples.close();
      examples = null;
    }
  }
}
