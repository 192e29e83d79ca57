package dev.thalweg.scorer.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.delivery.SentBatch;
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

  private final String topic;
  private final int maxBatch;
  private final AvroSerializer<Prediction> serializer;
  private final Prediction prediction = new Prediction();
  private ServedModel model;
  private ExampleBatch examples;
  private boolean toldOfSkipping;

  /**
   * Without a model yet.
   *
   * @param topic of the predictions
   * @param scorer the name that the predictions tell
   * @param serializer may be shared on the thread
   */
  ModelBatch(String topic, String scorer, int maxBatch, AvroSerializer<Prediction> serializer) {
    this.topic = topic;
    this.maxBatch = maxBatch;
    this.serializer = serializer;
    prediction.setScorer(scorer);
  }

  /** Scores with this snapshot from here on; nothing may wait to be predicted. */
  void use(ServedModel next) {
    if (model == null || !next.sha256().equals(model.sha256())) {
      toldOfSkipping = false;
    }
    model = next;
    if (examples == null || !examples.isFor(next)) {
      close();
      examples = new ExampleBatch(next, maxBatch);
    }
  }

  /** Takes an example in, or says why not. */
  Optional<String> add(Example example) {
    try {
      examples.add(example);
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.getMessage());
    }
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
      byte[] key = examples.id(i).getBytes(UTF_8);
      sent.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, prediction)));
    }
    examples.clear();
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
