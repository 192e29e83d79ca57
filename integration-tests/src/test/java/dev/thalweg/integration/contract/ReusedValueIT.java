package dev.thalweg.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What the trainer relies on when it puts its state in the same array again and again. */
@OnEachStack(containersByDefault = false)
class ReusedValueIT {
  private static final int BYTES = 1_900_000;
  private static final int RECORDS = 8;

  @Parameter TestStack stack;

  @Test
  void producer_hasCopiedTheValueWhenSendReturns() throws Exception {
    // Given: a producer that keeps what it has for long
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "reused")) {
      TopicPartition partition = new TopicPartition("reused.snapshots", 0);
      Map<String, Object> settings = cluster.connection().clientConfig();
      settings.put("linger.ms", "60000");
      settings.put("max.request.size", Integer.toString(8 << 20));
      byte[] value = new byte[BYTES];

      // When: the array is written anew as soon as send has returned
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (int i = 0; i < RECORDS; i++) {
          Arrays.fill(value, (byte) i);
          var unused =
              producer.send(new ProducerRecord<>(partition.topic(), new byte[] {1}, value));
          Arrays.fill(value, (byte) -1);
        }
        producer.flush();
      }

      // Then
      List<byte[]> read = new ArrayList<>();
      Map<String, Object> reading = cluster.connection().clientConfig();
      reading.put("auto.offset.reset", "earliest");
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer.assign(List.of(partition));
        long deadline = System.nanoTime() + CommandLineCluster.LONG.toNanos();
        while (read.size() < RECORDS && System.nanoTime() < deadline) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            read.add(record.value());
          }
        }
      }
      assertThat(read).hasSize(RECORDS);
      for (int i = 0; i < RECORDS; i++) {
        byte[] expected = new byte[BYTES];
        Arrays.fill(expected, (byte) i);
        assertThat(read.get(i)).isEqualTo(expected);
      }
    }
  }
}
