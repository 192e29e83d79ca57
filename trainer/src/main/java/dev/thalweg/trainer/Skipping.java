package dev.thalweg.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.stepping.OffsetRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Records in {@code journal} which offsets everybody steps over. What a learner has learned it
 * can't step over any more: so it must stand still, and before them.
 */
public final class Skipping {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration GONE_TIMEOUT = Duration.ofSeconds(15); // longer than a session

  private final Connection connection;
  private final Pipeline pipeline;

  public Skipping(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * Records it; twice does no harm.
   *
   * @throws UserException where the offsets are not in the topic, the trainer runs or has learned
   *     them, or it can't be written
   */
  public void skip(PipelineTopic topic, int partition, OffsetRange range) {
    TopicPartition at = new TopicPartition(pipeline.topic(topic), partition);
    try (Admin admin = connection.openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, pipeline);
      if (topic == PipelineTopic.JOURNAL) {
        throw new UserException(
            "Nothing of %s can be stepped over: it holds what is stepped over."
                .formatted(at.topic()));
      }
      int partitions = topics.requireReadable(topic, PipelineTopic.JOURNAL);
      int unused = topics.requireWritable(PipelineTopic.JOURNAL);
      if (partition < 0 || partition >= partitions) {
        throw new UserException(
            "%s has no partition %d: give one from 0 to %d."
                .formatted(at.topic(), partition, partitions - 1));
      }
      requireIn(admin, at, range);
      if (topic == PipelineTopic.SAMPLES) {
        requireNotLearned(admin, at, range);
      }
    } catch (ExecutionException | KafkaException e) {
      throw ClientFailure.of("%s can't be looked at".formatted(at), cause(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted before anything was written.", e);
    }
    write(topic, partition, range);
  }

  private static Throwable cause(Exception e) {
    return e instanceof ExecutionException ? e.getCause() : e;
  }

  private static void requireIn(Admin admin, TopicPartition at, OffsetRange range)
      throws ExecutionException, InterruptedException {
    long beginning = offset(admin, at, OffsetSpec.earliest());
    long end = offset(admin, at, OffsetSpec.latest());
    if (range.from() < beginning || range.to() > end || range.from() >= range.to()) {
      throw new UserException(
          "The offsets %d to %d are not in %s, partition %d, which holds %d to %d."
              .formatted(
                  range.from(), range.to() - 1, at.topic(), at.partition(), beginning, end - 1));
    }
  }

  private static long offset(Admin admin, TopicPartition at, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    return admin.listOffsets(Map.of(at, spec)).partitionResult(at).get().offset();
  }

  private void requireNotLearned(Admin admin, TopicPartition at, OffsetRange range)
      throws ExecutionException, InterruptedException {
    String group = Trainer.group(pipeline);
    long deadline = System.nanoTime() + GONE_TIMEOUT.toNanos();
    while (hasMembers(admin, group)) {
      if (System.nanoTime() > deadline) {
        throw new UserException(
            "A trainer of %s runs: stop it, and try again.".formatted(pipeline.name()));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    OffsetAndMetadata learned =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(at);
    if (learned != null && learned.offset() > range.from()) {
      throw new UserException(
          "The trainer of %s has consumed %s up to offset %d: what it has learned can't be stepped"
                  .formatted(pipeline.name(), at.topic(), learned.offset() - 1)
              + " over.");
    }
  }

  private static boolean hasMembers(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    try {
      GroupState state =
          admin
              .describeConsumerGroups(List.of(group))
              .describedGroups()
              .get(group)
              .get()
              .groupState();
      return state != GroupState.EMPTY && state != GroupState.DEAD;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  private void write(PipelineTopic topic, int partition, OffsetRange range) {
    String journal = pipeline.topic(PipelineTopic.JOURNAL);
    JournalEntry entry =
        JournalEntry.newBuilder()
            .setPartition(partition)
            .setStep(0)
            .setOffset(range.from())
            .setKind(JournalKind.SKIP)
            .setTopic(topic.suffix())
            .setEnd(range.to())
            .build();
    Map<String, Object> config = KafkaClients.writing(connection);
    config.put("linger.ms", 0);
    config.put("delivery.timeout.ms", 15_000);
    config.putIfAbsent("request.timeout.ms", 6_000);
    config.put("max.block.ms", 15_000);
    Producer<byte[], byte[]> producer = KafkaClients.producer(connection, config);
    try (SchemaRegistry registry = connection.openRegistry()) {
      byte[] value = new AvroSerializer<JournalEntry>(registry).serialize(journal, entry);
      byte[] key = Integer.toString(partition).getBytes(UTF_8);
      producer.send(new ProducerRecord<>(journal, 0, key, value)).get();
    } catch (ExecutionException | KafkaException e) {
      throw ClientFailure.unwritten("%s can't be written".formatted(journal), cause(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted before it was written.", e);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
