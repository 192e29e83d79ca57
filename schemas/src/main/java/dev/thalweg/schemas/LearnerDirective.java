package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.text.Shown;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A command to the learner that stands among its samples: a record without a value, whose header
 * {@value #HEADER} is the command's text. It holds at its place in the log, so that the log's order
 * is the only one there is, and every later reading of the log meets the command at the same step.
 */
public enum LearnerDirective {
  /**
   * Go on from the weights as they are, but with moments of zero, a new average, and the schedule's
   * clock at 0.
   */
  RESTART("restart");

  public static final String HEADER = "thalweg.directive";

  private static final int SHOWN_MAX = 40;

  private final String text;

  LearnerDirective(String text) {
    this.text = text;
  }

  /** The command as it stands in the header. */
  public String text() {
    return text;
  }

  /**
   * The directive that a record of samples is; empty where it has no such header, and so is a
   * sample or nothing. Of several such headers the last counts.
   *
   * @throws UnreadableRecordException when it has the header and is not a directive
   */
  public static Optional<LearnerDirective> in(Headers headers, byte[] value)
      throws UnreadableRecordException {
    Header header = headers.lastHeader(HEADER);
    if (header == null) {
      return Optional.empty();
    }
    for (LearnerDirective directive : values()) {
      if (Arrays.equals(directive.text.getBytes(UTF_8), header.value())) {
        if (value != null) {
          throw new UnreadableRecordException(
              "The record's header makes it the directive \"%s\", but it has a value too."
                  .formatted(directive.text));
        }
        return Optional.of(directive);
      }
    }
    throw new UnreadableRecordException(
        "The header %s says \"%s\", which is not a directive to a learner."
            .formatted(HEADER, shown(header.value())));
  }

  /** Of a stranger's bytes: neither long, nor with anything that a terminal might obey. */
  private static String shown(byte[] bytes) {
    int length = bytes == null ? 0 : Math.min(bytes.length, 4 * SHOWN_MAX);
    String all = length == 0 ? "" : new String(bytes, 0, length, UTF_8);
    return Shown.text(all.substring(0, Math.min(all.length(), SHOWN_MAX)));
  }

  /**
   * The record that gives it to the learner of a partition.
   *
   * @param unique tells its key, {@code directive-} and this, from those of other directives
   */
  public ProducerRecord<byte[], byte[]> toRecord(Pipeline pipeline, int partition, String unique) {
    return new ProducerRecord<>(
        pipeline.topic(PipelineTopic.SAMPLES),
        partition,
        ("directive-" + unique).getBytes(UTF_8),
        null,
        headers());
  }

  /** The headers of such a record. */
  public Headers headers() {
    return new RecordHeaders().add(HEADER, text.getBytes(UTF_8));
  }
}
