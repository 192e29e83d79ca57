package dev.thalweg.trainer.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.trainer.fold.LearnedRound;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Rounds as records of the topic contributions. Reading is confined to one thread. */
final class Contributions {
  private final ExchangeConfig config;
  private final PatientDecoder<Contribution> decoder;
  private final Map<Integer, Gathered> gathered = new HashMap<>();

  /** The parts so far of a partition's round. */
  private record Gathered(LearnerProgress progress, String sha256, PartedBytes parts) {
    boolean isOf(Contribution part) {
      return progress.equals(part.getProgress()) && sha256.equals(part.getSha256());
    }
  }

  Contributions(ExchangeConfig config, SchemaRegistry registry, StopSwitch stop) {
    this.config = config;
    this.decoder = new PatientDecoder<>(registry, Contribution.getClassSchema(), stop);
  }

  /** The records of a round, in order, each made when it is its turn: they are many megabytes. */
  static Stream<ProducerRecord<byte[], byte[]>> records(
      ExchangeConfig config, AvroSerializer<Contribution> serializer, LearnedRound round) {
    String topic = config.topic(PipelineTopic.CONTRIBUTIONS);
    List<ByteBuffer> parts = PartedBytes.cut(round.learned().toBytes());
    return IntStream.range(0, parts.size())
        .mapToObj(
            part ->
                new ProducerRecord<>(
                    topic,
                    0,
                    (round.progress().getPartition() + "/" + part).getBytes(UTF_8),
                    serializer.serialize(
                        topic,
                        new Contribution(
                            round.progress(),
                            round.committed(),
                            round.sha256(),
                            part,
                            parts.size(),
                            parts.get(part)))));
  }

  /**
   * Takes a record.
   *
   * @return the round that it makes whole; empty where parts are missing, or it is not one
   */
  Optional<LearnedRound> add(byte[] value) throws UnreadableRecordException {
    if (value == null) {
      return Optional.empty();
    }
    Contribution part = decoder.decode(value);
    LearnerProgress progress = part.getProgress();
    int partition = progress.getPartition();
    if (partition < 0
        || partition >= config.learner().rounds().learners()
        || part.getParts() != Parts.count(config.weightBytes())) {
      throw new UnreadableRecordException(
          "It is no round of one of %d learners of this network."
              .formatted(config.learner().rounds().learners()));
    }
    Gathered of = gathered.get(partition);
    if (of == null || !of.isOf(part)) {
      of =
          new Gathered(
              progress, part.getSha256(), new PartedBytes(part.getSha256(), part.getParts()));
      gathered.put(partition, of);
    }
    of.parts().add(part.getPart(), part.getBytes());
    if (!of.parts().isWhole()) {
      return Optional.empty();
    }
    gathered.remove(partition);
    if (of.parts().length() != config.weightBytes()) {
      throw new UnreadableRecordException(
          "It has %,d bytes of weights, and this network %,d."
              .formatted(of.parts().length(), config.weightBytes()));
    }
    ModelWeights learned = Weights.read(config, of.parts());
    if (!learned.isFinite()) {
      throw new UnreadableRecordException("It holds a number that is infinite or not a number.");
    }
    return Optional.of(new LearnedRound(progress, learned, part.getSha256(), part.getCommitted()));
  }
}
