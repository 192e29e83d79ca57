package dev.thalweg.schemas;

import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Every topic of a pipeline: its value's schema, whether it is partitioned, and its settings. */
@SuppressWarnings("ImmutableEnumChecker") // a parsed Schema and Map.of are never changed
public enum PipelineTopic {
  /** Kept for ever: the model is a fold over it, so it is replayed from offset 0. */
  SAMPLES(Sample.getClassSchema(), true, Map.of("retention.ms", "-1")),
  EXAMPLES(Example.getClassSchema(), true, Map.of("retention.ms", days(7))),
  /** Co-partitioned with predictions, which monitor joins it with. */
  LABELS(Label.getClassSchema(), true, Map.of("retention.ms", days(7))),
  /**
   * A compacted ring. Small segments and a short compaction lag bound what a scorer has to read:
   * the active segment is never compacted.
   */
  SNAPSHOTS(
      Snapshot.getClassSchema(),
      false,
      Map.of(
          "cleanup.policy", "compact",
          "segment.bytes", "33554432",
          "max.compaction.lag.ms", "30000",
          "max.message.bytes", Integer.toString(PipelineTopic.MAX_MESSAGE_BYTES))),
  JOURNAL(JournalEntry.getClassSchema(), false, Map.of("retention.ms", "-1")),
  TRAINING(TrainingProgress.getClassSchema(), false, Map.of("retention.ms", days(30))),
  PREDICTIONS(Prediction.getClassSchema(), true, Map.of("retention.ms", days(7))),
  ACCURACY(WindowAccuracy.getClassSchema(), false, Map.of("retention.ms", days(30))),
  ALARMS(Alarm.getClassSchema(), false, Map.of("retention.ms", days(30))),
  CONTROL(Directive.getClassSchema(), false, Map.of("cleanup.policy", "compact")),
  /**
   * Raw bytes, no schema. Larger than the default message limit, so that a refused record of any
   * allowed size fits with its headers.
   */
  DEAD_LETTERS(
      null,
      false,
      Map.of(
          "retention.ms", days(30),
          "max.message.bytes", Integer.toString(PipelineTopic.MAX_MESSAGE_BYTES)));

  /** The largest record of any topic: a snapshot of two million float32 parameters. */
  public static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private final Schema schema;
  private final boolean partitioned;
  private final Map<String, String> settings;

  PipelineTopic(Schema schema, boolean partitioned, Map<String, String> settings) {
    this.schema = schema;
    this.partitioned = partitioned;
    this.settings = settings;
  }

  private static String days(int days) {
    return Long.toString(days * 86_400_000L);
  }

  /** The topic's name without the pipeline's, such as {@code dead-letters}. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The schema of its values; empty for dead-letters, which hold raw bytes. */
  public Optional<Schema> schema() {
    return Optional.ofNullable(schema);
  }

  /** Whether it has the pipeline's number of partitions; the others have one. */
  public boolean partitioned() {
    return partitioned;
  }

  /** The settings that the topic needs, by Kafka's names. */
  public Map<String, String> settings() {
    return settings;
  }

  /** The topic with this suffix, or an error that lists those there are. */
  public static PipelineTopic ofSuffix(String suffix) {
    return Arrays.stream(values())
        .filter(topic -> topic.suffix().equals(suffix))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no topic \"%s\"; the topics are %s."
                        .formatted(
                            suffix,
                            Arrays.stream(values())
                                .map(PipelineTopic::suffix)
                                .collect(Collectors.joining(", ")))));
  }
}
