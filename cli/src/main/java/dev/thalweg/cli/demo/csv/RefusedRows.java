package dev.thalweg.cli.demo.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.bounded.TopicScan;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The rows that are in dead-letters, and why the first of them is. */
final class RefusedRows {
  private final String topic;
  private long count;
  private String first = "";

  private RefusedRows(String topic) {
    this.topic = topic;
  }

  /** None as yet. */
  static RefusedRows none(String topic) {
    return new RefusedRows(topic);
  }

  /** Counts those of a topic. */
  static RefusedRows of(Connection connection, Pipeline pipeline, String topic) {
    RefusedRows rows = none(topic);
    TopicScan.read(connection, pipeline.topic(PipelineTopic.DEAD_LETTERS), rows::add);
    return rows;
  }

  void add(ConsumerRecord<byte[], byte[]> letter) {
    if (!text(letter, DeadLetter.TOPIC_HEADER).equals(topic)) {
      return; // a drawing of the page's, say
    }
    if (count == 0) {
      first =
          "row %s: %s"
              .formatted(
                  text(letter, DeadLetter.KEY_HEADER), text(letter, DeadLetter.ERROR_HEADER));
    }
    count++;
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  long count() {
    return count;
  }

  /** What follows the number of rows; empty where all were taken. */
  String text() {
    return count == 0
        ? ""
        : String.format(
            Locale.ROOT, "; %,d of them in dead-letters, the first is %s", count, first);
  }
}
