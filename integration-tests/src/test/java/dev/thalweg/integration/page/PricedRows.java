package dev.thalweg.integration.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.topics.creation.TopicCreation;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Rows of named numbers with a price that follows from them; every tenth lacks one of them. */
final class PricedRows {
  /** How far who says the mean price is off on average: a third of the range, by a tenth. */
  static final double ERROR_OF_THE_MEAN = 33.3;

  private static final String TOPIC = "prices";

  private PricedRows() {}

  /** What a sample is. */
  static String mapping(String pipeline) {
    return """
        pipeline: %s
        source: {topic: %s, format: json}
        id: id
        features: [demand, {field: supply, missing: mean, mask: true}]
        target: {field: price, type: number}
        """
        .formatted(pipeline, TOPIC);
  }

  /** Creates their topic, and writes so many to it. */
  static void send(Connection connection, int rows) throws Exception {
    try (Admin admin = connection.openAdmin()) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      new TopicCreation(admin, new Pipeline("rows")).awaitWritable(List.of(TOPIC));
    }
    SplittableRandom random = new SplittableRandom(7);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < rows; i++) {
        double demand = random.nextDouble(1_000, 2_000);
        double supply = random.nextDouble(1_000, 2_000);
        double price = 100 + (demand - supply) / 10;
        String row =
            "{\"id\":\"p%d\",\"demand\":%s,\"supply\":%s,\"price\":%s}"
                .formatted(i, demand, i % 10 == 0 ? "null" : supply, price);
        var unused = producer.send(new ProducerRecord<>(TOPIC, row.getBytes(UTF_8)));
      }
      producer.flush();
    }
  }
}
