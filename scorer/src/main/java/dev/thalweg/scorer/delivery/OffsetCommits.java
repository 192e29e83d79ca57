package dev.thalweg.scorer.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is acknowledged: now and then in passing, and at once when somebody else is to go on
 * from there. A commit that fails only makes the next reader repeat something. Confined to the
 * consumer's thread.
 */
final class OffsetCommits {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);

  /** A commit after every poll would cost the broker more than the images do. */
  private static final Duration EVERY = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final InstantSource clock;
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private Instant last = Instant.EPOCH;

  OffsetCommits(Consumer<byte[], byte[]> consumer, InstantSource clock) {
    this.consumer = consumer;
    this.clock = clock;
  }

  /** Every record below these offsets is done with. */
  void add(Map<TopicPartition, OffsetAndMetadata> acknowledged) {
    uncommitted.putAll(acknowledged);
  }

  /** These partitions now belong to somebody else. */
  void forget(Collection<TopicPartition> partitions) {
    uncommitted.keySet().removeAll(partitions);
  }

  /** Starts a commit if there is something and the last one was a while ago. */
  void commitInPassing() {
    Instant now = clock.instant();
    if (!uncommitted.isEmpty() && !now.isBefore(last.plus(EVERY))) {
      last = now;
      consumer.commitAsync(Map.copyOf(uncommitted), this::done);
    }
  }

  private void done(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
    if (failure == null) {
      uncommitted.entrySet().removeAll(offsets.entrySet());
    } else {
      LOG.debug("A commit failed and is repeated.", failure);
    }
  }

  /** Commits everything and waits for it, at most this long. */
  void commitNow(Duration timeout) {
    if (uncommitted.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(Map.copyOf(uncommitted), timeout);
      uncommitted.clear();
    } catch (KafkaException e) {
      LOG.warn("Some examples may be scored twice, a commit failed: {}", e.getMessage());
    }
  }
}
