package dev.thalweg.schemas;

import static dev.thalweg.schemas.setting.TopicSetting.atLeast;
import static dev.thalweg.schemas.setting.TopicSetting.choice;
import static dev.thalweg.schemas.setting.TopicSetting.exactly;

import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.schemas.setting.TopicSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Every topic of a pipeline: its value's schema, whether it is partitioned, and its settings. Every
 * setting is here by which a broker's own default could take records away or refuse them.
 */
@SuppressWarnings("ImmutableEnumChecker") // a parsed Schema and List.copyOf are never changed
public enum PipelineTopic {
  /** Kept for ever: the model is a fold over it, so it is replayed from offset 0. */
  SAMPLES(Sample.getClassSchema(), true, keptForEver(), timedByWriter()),
  EXAMPLES(Example.getClassSchema(), true, keptFor(7), timedByWriter()),
  /** Kept as long as predictions, which monitor joins it with. */
  LABELS(Label.getClassSchema(), true, keptFor(7), timedByWriter()),
  /** A compacted ring. */
  SNAPSHOTS(Snapshot.getClassSchema(), false, compacted(), quicklyCompacted()),
  JOURNAL(JournalEntry.getClassSchema(), false, keptForEver()),
  /** The last round of each of several learners, until its next one. */
  CONTRIBUTIONS(Contribution.getClassSchema(), false, compacted(), quicklyCompacted()),
  /** Kept for ever, as the samples are: with several learners the model is a fold over both. */
  MERGES(Merge.getClassSchema(), false, keptForEver()),
  /** As long as a learner may need them; then a tombstone takes them away. */
  MERGED_WEIGHTS(MergedWeights.getClassSchema(), false, compacted(), quicklyCompacted()),
  TRAINING(TrainingProgress.getClassSchema(), false, keptFor(30), timedByWriter()),
  PREDICTIONS(Prediction.getClassSchema(), true, keptFor(7), timedByWriter()),
  ACCURACY(WindowAccuracy.getClassSchema(), false, keptFor(30)),
  ALARMS(Alarm.getClassSchema(), false, keptFor(30)),
  CONTROL(Directive.getClassSchema(), false, compacted()),
  /** Examples whose label did not come in time, where a mapping wants to keep them. */
  ORPHANS(Example.getClassSchema(), true, keptFor(30), timedByWriter()),
  /**
   * Raw bytes, no schema. Larger than the default message limit, so that a refused record of any
   * allowed size fits with its headers.
   */
  DEAD_LETTERS(null, false, keptFor(30), List.of(largeRecords()));

  /**
   * The largest record of any topic: a snapshot of two million float32 parameters, which older
   * programs did not cut into parts, or what was refused.
   */
  public static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private final Schema schema;
  private final boolean partitioned;
  private final List<TopicSetting> settings;

  @SafeVarargs
  PipelineTopic(Schema schema, boolean partitioned, List<TopicSetting>... settings) {
    this.schema = schema;
    this.partitioned = partitioned;
    List<TopicSetting> all = new ArrayList<>(everywhere());
    for (List<TopicSetting> some : settings) {
      all.addAll(some);
    }
    this.settings = List.copyOf(all);
  }

  /**
   * A record keeps the time of what it is about, which may be long ago; what is ahead by more than
   * our services write may be refused. And what was acknowledged stays, whichever broker is lost.
   */
  private static List<TopicSetting> everywhere() {
    return List.of(
        atLeast(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.MAX_VALUE),
        atLeast(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, 3_600_000),
        exactly(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false"));
  }

  private static List<TopicSetting> keptForEver() {
    return List.of(
        exactly(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
        exactly(TopicConfig.RETENTION_MS_CONFIG, "-1"),
        exactly(TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
  }

  /** By time; whoever has to bound the disk may bound the size too. */
  private static List<TopicSetting> keptFor(int days) {
    return List.of(
        exactly(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
        atLeast(TopicConfig.RETENTION_MS_CONFIG, days * 86_400_000L),
        choice(TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
  }

  /** A tombstone stays for a while: somebody may be reading what it ends. */
  private static List<TopicSetting> compacted() {
    return List.of(
        exactly(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"),
        atLeast(TopicConfig.DELETE_RETENTION_MS_CONFIG, 86_400_000L));
  }

  /**
   * Weights. Small segments and a short compaction lag bound what has to be read at a start: the
   * active segment is never compacted.
   */
  private static List<TopicSetting> quicklyCompacted() {
    return List.of(
        largeRecords(),
        choice(TopicConfig.SEGMENT_BYTES_CONFIG, "33554432"),
        // Kafka refuses a topic whose shortest lag is above its longest.
        choice(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "0"),
        choice(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "30000"));
  }

  /** Windows, joins and replays by time are by the writer's, not by that of the arrival. */
  private static List<TopicSetting> timedByWriter() {
    return List.of(exactly(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"));
  }

  private static TopicSetting largeRecords() {
    return atLeast(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES);
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

  /** What the topic needs, and what is a good choice for it. */
  public List<TopicSetting> declaredSettings() {
    return settings;
  }

  /** What a new topic gets where nobody gives something else, by Kafka's names. */
  public Map<String, String> settings() {
    Map<String, String> named = new TreeMap<>();
    settings.forEach(setting -> named.put(setting.name(), setting.value()));
    return named;
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
