package dev.thalweg.monitor.watch.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.text.Shown;
import dev.thalweg.topics.TopicRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One JSON object per line for machines: where the record stands, and its value by the names of its
 * schema. Times are ISO 8601 in UTC. Bytes are told by their length; an example's data, and a dead
 * letter, follow in base64 while they are few. A number that is not finite is null, as JSON has
 * none such. In texts, characters that a terminal obeys or that mislead are question marks. An
 * unreadable record has {@code error} in place of {@code value}, and a directive to the learner has
 * {@code directive} and a null value.
 */
public final class JsonFormat implements RecordFormat {
  private static final int BYTES_SHOWN_MAX = 4_096;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Override
  public Optional<String> heading() {
    return Optional.empty();
  }

  @Override
  public String line(TopicRecord record) {
    ObjectNode line = JSON.objectNode();
    line.put("topic", record.raw().topic());
    line.put("partition", record.raw().partition());
    line.put("offset", record.raw().offset());
    line.put("timestamp", record.writtenAt().toString());
    byte[] key = record.raw().key();
    line.put("key", key == null ? null : Shown.text(key));
    if (record.isUnreadable()) {
      line.put("error", Shown.text(record.error()));
      line.put("length", record.valueBytes());
    } else if (record.topic() == PipelineTopic.DEAD_LETTERS) {
      line.set("value", deadLetter(record));
    } else if (record.directive().isPresent()) {
      line.putNull("value");
      line.put("directive", record.directive().get().text());
    } else {
      line.set("value", object(record.value()));
    }
    return line.toString();
  }

  private static ObjectNode deadLetter(TopicRecord record) {
    ObjectNode node = JSON.objectNode();
    node.put("topic", Shown.text(TopicColumns.header(record, DeadLetter.TOPIC_HEADER)));
    node.set("partition", number(TopicColumns.header(record, DeadLetter.PARTITION_HEADER)));
    node.set("offset", number(TopicColumns.header(record, DeadLetter.OFFSET_HEADER)));
    node.put("error", Shown.text(TopicColumns.header(record, DeadLetter.ERROR_HEADER)));
    node.setAll(bytes(record.raw().value(), true));
    if (record.raw().headers().lastHeader(DeadLetter.VALUE_BYTES_HEADER) != null) {
      node.set(
          "originalLength", number(TopicColumns.header(record, DeadLetter.VALUE_BYTES_HEADER)));
    }
    return node;
  }

  /** A number where the header holds one: anybody may write to the topic. */
  private static JsonNode number(String text) {
    try {
      return JSON.numberNode(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return JSON.textNode(Shown.text(text));
    }
  }

  private static ObjectNode object(SpecificRecord record) {
    ObjectNode node = JSON.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      node.set(field.name(), node(field.name(), record.get(field.pos())));
    }
    return node;
  }

  private static JsonNode node(String name, Object value) {
    if (value instanceof SpecificRecord record) {
      return object(record);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode(list.size());
      list.forEach(item -> array.add(node(name, item)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, item) -> object.set(Shown.text(key.toString()), node(name, item)));
      return object;
    }
    return scalar(name, value);
  }

  private static JsonNode scalar(String name, Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? JSON.numberNode(number) : JSON.nullNode();
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? JSON.numberNode(number) : JSON.nullNode();
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes(name, bytes);
    }
    if (value instanceof Instant at) {
      return JSON.textNode(at.toString());
    }
    return JSON.textNode(Shown.text(value.toString()));
  }

  private static ObjectNode bytes(String name, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return bytes(copy, name.equals("data"));
  }

  /** Of no bytes at all, as in a letter of a record that had no value, the length is 0. */
  private static ObjectNode bytes(byte[] bytes, boolean isShown) {
    ObjectNode node = JSON.objectNode();
    node.put("length", bytes == null ? 0 : bytes.length);
    if (isShown && bytes != null && bytes.length <= BYTES_SHOWN_MAX) {
      node.put("base64", Base64.getEncoder().encodeToString(bytes));
    }
    return node;
  }
}
