package dev.thalweg.producer;

import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.UserException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source in an order: what is sent as the i-th record of a stream, and under which id. The id,
 * such as {@code mnist-train-1-000123}, names the source and split (the prefix), the epoch and the
 * index in the source; it is unique in a pipeline as long as no two of its streams share a prefix.
 *
 * @param idPrefix such as {@code mnist-train}
 * @param drift what changes on the way; ids stay as they are
 */
public record ExampleStream(
    ExampleSource source, SampleOrder order, String idPrefix, DriftSchedule drift) {
  private static final int INDEX_DIGITS = 6;

  /** Of so few digits that they are always numbers. */
  private static final Pattern NUMBERS = Pattern.compile("(.*)-(\\d{1,18})-(\\d{1,18})");

  /** A stream without drift. */
  public ExampleStream(ExampleSource source, SampleOrder order, String idPrefix) {
    this(source, order, idPrefix, DriftSchedule.NONE);
  }

  /** A stream of a source under its usual prefix. */
  public static ExampleStream of(ExampleSource source, Split split, SampleOrder order) {
    return new ExampleStream(source, order, source.name() + "-" + split.id());
  }

  /**
   * The same records under drift.
   *
   * @throws UserException when the source lacks the class that a drift asks for
   */
  public ExampleStream drifting(DriftSchedule other) {
    other.requireExamples(source);
    return new ExampleStream(source, order, idPrefix, other);
  }

  /** The number of records, or {@link ExampleSource#ENDLESS}. */
  public long total() {
    return order.total();
  }

  /** The id of the record at an index of the stream. */
  public String idAt(long streamIndex) {
    SampleOrder.Position position = order.at(streamIndex);
    // By hand: a format would use the digits of the user's locale, and take longer than a send.
    StringBuilder id = new StringBuilder(idPrefix.length() + 24);
    id.append(idPrefix).append('-').append(position.epoch()).append('-');
    String index = Long.toString(position.index());
    id.append("0".repeat(Math.max(0, INDEX_DIGITS - index.length())));
    return id.append(index).toString();
  }

  /** The index of the record with this id; empty if it is not one of this stream's. */
  public OptionalLong indexOf(String id) {
    Matcher numbers = NUMBERS.matcher(id);
    if (!numbers.matches() || !numbers.group(1).equals(idPrefix)) {
      return OptionalLong.empty();
    }
    long epoch = Long.parseLong(numbers.group(2));
    long position = Long.parseLong(numbers.group(3));
    OptionalLong index = order.indexOf(new SampleOrder.Position(epoch, position));
    return index.isPresent() && idAt(index.getAsLong()).equals(id) ? index : OptionalLong.empty();
  }

  /** The example of the record at an index of the stream. */
  public LabelledExample exampleAt(long streamIndex) {
    return drift.exampleAt(source, order.at(streamIndex).index(), streamIndex);
  }
}
