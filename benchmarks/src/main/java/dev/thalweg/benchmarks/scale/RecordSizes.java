package dev.thalweg.benchmarks.scale;

import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutcome;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.rounds.MergedModel;
import dev.thalweg.trainer.rounds.Merging;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * The bytes of the values that learners write, in the wire format, as they come out of a minibatch
 * and a merge of all. Keys, and what Kafka adds to a record, are some 20 to 100 bytes more.
 */
final class RecordSizes {
  private static final byte[] NO_BYTES = {};

  private final LearnerConfig config;
  private final SchemaRegistry registry;

  /**
   * @param config of one learner or of several
   */
  RecordSizes(LearnerConfig config, SchemaRegistry registry) {
    this.config =
        new LearnerConfig(
            config.pipeline(),
            config.architecture(),
            config.datatype(),
            config.hyperparameters(),
            1, // so that there is a snapshot
            config.onDivergence(),
            config.rounds(),
            config.mapping());
    this.registry = registry;
  }

  /** Encodes one of each. */
  Scale.RecordBytes measure(ExampleSource train) {
    int batch = config.hyperparameters().batchSize();
    Partitioned samples = new Partitioned(WorkloadOptions.stream(train, batch), batch, 1);
    LastOutputs outputs = new LastOutputs();
    try (SampleFold fold = new SampleFold(config, 0, 0, registry, InstantSource.system())) {
      for (int offset = 0; offset < batch; offset++) {
        FoldOutcome unused =
            fold.consume(offset, NO_BYTES, NO_BYTES, samples.at(0, offset), outputs);
      }
      Sample sample = samples.at(0, 0);
      TrainingProgress progress = outputs.progress();
      if (!config.rounds().areShared()) {
        return bytes(sample, progress, 0, 0, 0, outputs.taken(), fold);
      }
      fold.endRound();
      LearnedRound round = fold.learnedRound();
      Merging.Merged merged =
          new Merging(config)
              .merge(MergedModel.initial(config), members(round), Map.of(), Instant.now());
      MergedModel model = merged.model();
      return bytes(
          sample,
          progress,
          size(PipelineTopic.CONTRIBUTIONS, contribution(round)),
          size(PipelineTopic.MERGES, model.merge()),
          size(PipelineTopic.MERGED_WEIGHTS, weights(model)),
          merged.snapshot().orElseThrow(),
          fold);
    }
  }

  private Scale.RecordBytes bytes(
      Sample sample,
      TrainingProgress progress,
      long contribution,
      long merge,
      long weights,
      Snapshot snapshot,
      SampleFold fold) {
    return new Scale.RecordBytes(
        config.rounds().learners(),
        size(PipelineTopic.SAMPLES, sample),
        size(PipelineTopic.TRAINING, progress),
        contribution,
        merge,
        weights,
        size(PipelineTopic.SNAPSHOTS, snapshot),
        fold.blob("0123456789012345678901", NO_BYTES).length); // Kafka's ids are as long
  }

  private <T extends SpecificRecord> long size(PipelineTopic topic, T value) {
    return new AvroSerializer<T>(registry).serialize(config.pipeline().topic(topic), value).length;
  }

  /** As many as there are learners, who all have learned the same. */
  private List<LearnedRound> members(LearnedRound one) {
    List<LearnedRound> members = new ArrayList<>();
    for (int partition = 0; partition < config.rounds().learners(); partition++) {
      LearnerProgress progress =
          LearnerProgress.newBuilder(one.progress()).setPartition(partition).build();
      members.add(new LearnedRound(progress, one.learned(), 0));
    }
    return members;
  }

  /** All of a round in one record. */
  static Contribution contribution(LearnedRound round) {
    ByteBuffer bytes = round.learned().toBytes();
    String sha256 = MergedModel.sha256(round.learned());
    return new Contribution(round.progress(), 0L, sha256, 0, 1, bytes);
  }

  private static MergedWeights weights(MergedModel model) {
    ByteBuffer bytes = model.weights().toBytes();
    return new MergedWeights(1L, model.merge().getSha256(), 0, 1, bytes);
  }
}
