package dev.thalweg.mapping;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.file.YamlDocument;
import dev.thalweg.mapping.vector.Target;
import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * What a sample is: which fields of which topics become its features, target, weight, time and id.
 *
 * <pre>
 * pipeline: elec                # its topics are elec.samples and so on
 * source:
 *   topic: meter-readings       # or topics: [a, b]
 *   format: avro                # or json
 * id: reading_id                # a field by path (a.b.c), $key, or $offset, the default
 * time: taken_at                # a field, or $timestamp, the default
 * features:
 *   - nswprice                  # short for {field: nswprice}: a number
 *   - field: meter.voltage
 *     name: voltage             # by default the path
 *     missing: mean             # mean, error or a number
 *     mask: true                # one more column, voltage?, is 1 where it is missing
 *   - {field: city, type: category, values: [Sydney, Perth], other: true}
 *   - {field: user, type: hash, buckets: 32}
 *   - {field: taken_at, type: hour, zone: Australia/Sydney}
 *   - {field: taken_at, type: weekday}
 *   - {field: readings, type: array, length: 24}
 * target:
 *   field: class
 *   classes: [DOWN, UP]         # or type: number
 * labels:                       # only if labels come in a topic of their own; then the target's
 *   topic: outcomes             # field is a field of theirs
 *   format: json                # by default the source's
 *   id: reading_id              # a field, or $key
 *   time: known_at              # a field, or $timestamp, the default
 *   within: 1h                  # 30s, 10m, 1h, 2d; how long a label is waited for
 *   missing: drop               # or orphans, {class: DOWN}, {number: 0}; without a label in time
 *   corrections: count          # or learn; what becomes of a second label
 * weight: importance            # a field, 0 to 1000; by default 1
 * </pre>
 *
 * <p><b>Missing</b> is a field that is absent, null or an empty text, and in a number also NaN and
 * the texts NA, NaN, null and ?. A missing number, time or array is NaN in the vector, which the
 * model reads as its running mean; of a missing category all columns are 0. {@code missing} says
 * otherwise: {@code mean}, {@code error}, or a number for every column.
 *
 * <p><b>Numbers</b> are numbers of any kind, Avro's decimals, texts that are one with a dot, and 1
 * for true, 0 for false. <b>Categories</b> and classes compare as texts without blanks around them;
 * of a number that text is the shortest, so 1, 1.0 and "1" are the same. <b>Times</b> are Avro's
 * dates and timestamps, ISO 8601, and numbers since 1970 whose size says whether they are seconds
 * (below 10^11), milliseconds (below 10^14), microseconds (below 10^17) or nanoseconds.
 *
 * <p>Immutable.
 */
public final class Mapping {
  /** The largest weight of a sample. */
  public static final int WEIGHT_MAX = 1_000;

  /** Most characters of an id: the monitor joins no longer ones. */
  public static final int ID_CHARS_MAX = 256;

  private final MappingParts parts;

  Mapping(MappingParts parts) {
    this.parts = parts;
  }

  /**
   * Reads a file.
   *
   * @throws UserException with the file, the line and what to do
   */
  public static Mapping read(Path file) {
    return parse(YamlDocument.text(file), file.toString());
  }

  /**
   * Reads a text.
   *
   * @param name of the text, in messages
   * @throws UserException as {@link #read}
   */
  public static Mapping parse(String yaml, String name) {
    return new MappingReader(YamlDocument.parse(yaml, name, "the mapping")).mapping();
  }

  /** The pipeline's name. */
  public String pipeline() {
    return parts.pipeline();
  }

  /** Where the records come from. */
  public Source source() {
    return parts.source();
  }

  /** The labels, if they come in a topic of their own. */
  public Optional<Labels> labels() {
    return parts.labels();
  }

  /** What decides on vectors and targets. */
  public VectorMapping vector() {
    return parts.vector();
  }

  /** What is learned. */
  public Target target() {
    return vector().target();
  }

  /** The features, in the order of their columns. */
  public List<Feature> features() {
    return vector().features();
  }

  /** The names of the vector's columns, all different. */
  public List<String> columns() {
    return vector().columns();
  }

  /** How many columns there are. */
  public int width() {
    return vector().width();
  }

  /** Where ids come from. */
  public IdSource idSource() {
    return parts.id().source();
  }

  /**
   * What decides on vectors and targets, in lower-case hex: features and target, with every default
   * written out. Comments, the order of keys, topics, labels, weight, time and id do not count.
   */
  public String sha256() {
    return vector().sha256();
  }

  /** The same mapping as YAML in its one canonical form; {@link #parse} reads it. */
  public String text() {
    return CanonicalText.of(parts);
  }

  /**
   * A record's features.
   *
   * @return as many as {@link #width}; finite, or NaN where the model's running mean is to be read
   */
  public float[] features(Fields fields) throws MappingException {
    return vector().features(fields);
  }

  /**
   * A class from 0, or a number.
   *
   * @param fields of the record, or of the label's record if labels come on their own
   */
  public double target(Fields fields) throws MappingException {
    return vector().target(fields);
  }

  /** Whether the target is not missing; it may still be none that is possible. */
  public boolean hasTarget(Fields fields) {
    return vector().hasTarget(fields);
  }

  /** From 0 to {@value #WEIGHT_MAX}; 1 if the mapping names no field. */
  public double weight(Fields fields) throws MappingException {
    if (parts.weight().isEmpty()) {
      return 1;
    }
    FieldValue value = fields.at(parts.weight().get());
    double weight = value.number();
    if (!(weight >= 0 && weight <= WEIGHT_MAX)) {
      throw value.refused("and a weight is from 0 to %,d".formatted(WEIGHT_MAX));
    }
    return weight;
  }

  /** The id, if it comes from a field. */
  public Optional<String> id(Fields fields) throws MappingException {
    return id(parts.id().field(), fields);
  }

  /** The id of the features that a label is for, if it comes from a field. */
  public Optional<String> labelId(Fields fields) throws MappingException {
    return id(labels().flatMap(Labels::idField), fields);
  }

  private static Optional<String> id(Optional<String> field, Fields fields)
      throws MappingException {
    if (field.isEmpty()) {
      return Optional.empty();
    }
    FieldValue value = fields.at(field.get());
    String id = value.text();
    if (id.length() > ID_CHARS_MAX) {
      throw value.refused("and an id has at most %,d characters".formatted(ID_CHARS_MAX));
    }
    return Optional.of(id);
  }

  /** Milliseconds since 1970, if the time comes from a field. */
  public OptionalLong time(Fields fields) throws MappingException {
    return time(parts.time(), fields);
  }

  /** A label's time, in the same way. */
  public OptionalLong labelTime(Fields fields) throws MappingException {
    return time(labels().flatMap(Labels::timeField), fields);
  }

  private static OptionalLong time(Optional<String> field, Fields fields) throws MappingException {
    return field.isPresent()
        ? OptionalLong.of(fields.at(field.get()).epochMillis())
        : OptionalLong.empty();
  }

  /**
   * What does not fit the schema of the source's records, a sentence each: fields that it does not
   * have, and types that can't be what the mapping says.
   */
  public List<String> check(Schema schema) {
    return SchemaCheck.ofSource(parts, schema);
  }

  /** The same for the schema of the labels' records. */
  public List<String> checkLabels(Schema schema) {
    return SchemaCheck.ofLabels(parts, schema);
  }
}
