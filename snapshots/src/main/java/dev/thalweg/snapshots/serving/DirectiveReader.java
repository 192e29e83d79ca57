package dev.thalweg.snapshots.serving;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.RefusedRecord;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the directives of one model from {@code control}: the latest first, then what comes.
 * Confined to one thread.
 *
 * <p>A directive of a kind that this scorer does not know is ignored, and the one before it holds.
 * A tombstone takes the directive back, which is FOLLOW: that is what a scorer does that finds
 * none.
 */
final class DirectiveReader {
  private static final Logger LOG = LoggerFactory.getLogger(DirectiveReader.class);

  private final PartitionTail tail;
  private final String model;
  private final byte[] key;
  private final PatientDecoder<Directive> decoder;
  private final RefusalPublisher refusals;
  private Directive latestFound;

  /**
   * @param consumer with isolation level read_committed and no group; the caller closes it
   * @param stop ends a search early when it is thrown
   */
  DirectiveReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      RefusalPublisher refusals,
      StopSwitch stop) {
    this.tail = new PartitionTail(consumer, pipeline.topic(PipelineTopic.CONTROL), stop::isThrown);
    this.model = pipeline.model();
    this.key = Directives.key(model);
    this.decoder = new PatientDecoder<>(registry, Directive.getClassSchema(), stop);
    this.refusals = refusals;
  }

  /**
   * Hands over the latest directive, if there is one, and stands at the end of the topic then.
   *
   * @return false when it was stopped
   */
  boolean search(java.util.function.Consumer<Directive> obedient) {
    latestFound = null;
    if (!tail.searchBack(
        record -> read(record).ifPresent(directive -> latestFound = directive),
        () -> latestFound != null)) {
      return false;
    }
    if (latestFound != null) {
      obedient.accept(latestFound);
    }
    return true;
  }

  /** Hands over what has come; waits for it at most this long. */
  void follow(Duration timeout, java.util.function.Consumer<Directive> obedient) {
    for (ConsumerRecord<byte[], byte[]> record : tail.next(timeout)) {
      read(record).ifPresent(obedient);
    }
  }

  private Optional<Directive> read(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(record.key(), key)) {
      return Optional.empty();
    }
    if (record.value() == null) {
      return Optional.of(Directives.follow(model, Instant.EPOCH));
    }
    try {
      Directive directive = decoder.decode(record.value());
      Optional<String> problem = Directives.problem(model, directive);
      if (problem.isPresent()) {
        throw new RefusedException(problem.get());
      }
      if (directive.getKind() == DirectiveKind.OTHER) {
        LOG.warn(
            "The directive at {} is of a kind that this scorer does not know; it is ignored.",
            RefusedRecord.origin(record));
        return Optional.empty();
      }
      return Optional.of(directive);
    } catch (UnreadableRecordException e) {
      refusals.unreadable(record, "directive", e.getMessage());
    } catch (RefusedException e) {
      refusals.disobeyed("at " + RefusedRecord.origin(record), e.getMessage());
    }
    return Optional.empty();
  }
}
