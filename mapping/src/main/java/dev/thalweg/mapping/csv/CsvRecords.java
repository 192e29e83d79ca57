package dev.thalweg.mapping.csv;

import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.text.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of a CSV file as Avro records. A column is {@code ["null","long"]} if all its values are
 * whole numbers, else {@code ["null","double"]} if all are numbers, else {@code ["null","string"]};
 * an empty value is null, and so is NA, NaN, null or ? in a column of numbers. A column without any
 * value is one of texts, and so is one of codes such as 007. Where the columns are not separated by
 * commas, numbers may have one in place of the dot, if those of their column are written alike.
 *
 * <p>A later value that is not of its column's type is refused by a sentence with the file, the
 * line and the column, and the record is not made: the schema is the topic's by then. Looking at
 * more rows, or at all of them, avoids it.
 */
public final class CsvRecords {
  /** How many rows are looked at unless more are asked for. */
  public static final int ROWS_MAX_DEFAULT = 1_000;

  private static final Pattern LONG = Pattern.compile("[-+]?\\d{1,18}");

  /** Leading zeros would be lost in a number. */
  private static final Pattern CODE = Pattern.compile("0\\d+");

  /** What the values of a column are. */
  private enum Kind {
    LONG,
    DOUBLE,
    /** Such as 3,14. */
    COMMA_DOUBLE,
    TEXT;

    /** What a column is that has values of both. */
    private Kind with(Kind other) {
      boolean isMixed = this != other && compareTo(LONG) > 0 && other.compareTo(LONG) > 0;
      return isMixed ? TEXT : compareTo(other) > 0 ? this : other;
    }
  }

  /** A column, and the name of its field. */
  private record CsvColumn(String name, String field, Kind kind) {}

  private static final Pattern COMMA_NUMBER = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");

  private final Path path;
  private final long rows;
  private final List<CsvColumn> columns;
  private final Schema schema;

  private CsvRecords(Path path, long rows, List<CsvColumn> columns, Schema schema) {
    this.path = path;
    this.rows = rows;
    this.columns = columns;
    this.schema = schema;
  }

  /**
   * Infers the types from the first rows of a file, or from all of them.
   *
   * @param record the full name of the schema, such as {@code dev.thalweg.csv.Row}
   * @throws UserException if the file can't be read
   */
  public static CsvRecords infer(Path path, String record, int rowsMax) {
    try (CsvFile file = CsvFile.open(path)) {
      Map<String, Kind> kinds = new LinkedHashMap<>();
      Optional<Map<String, String>> row = file.next();
      boolean isComma = file.separator() == ',';
      int rows = 0;
      for (; rows < rowsMax && row.isPresent(); rows++, row = file.next()) {
        row.get().forEach((name, value) -> widen(kinds, name, value, !isComma));
      }
      Set<String> fields = new HashSet<>();
      List<CsvColumn> columns = new ArrayList<>();
      for (String name : file.header()) {
        columns.add(
            new CsvColumn(name, fieldName(name, fields), kinds.getOrDefault(name, Kind.TEXT)));
      }
      return new CsvRecords(path, rows, columns, schema(record, columns));
    }
  }

  private static void widen(
      Map<String, Kind> kinds, String name, String value, boolean mayHaveCommas) {
    FieldValue field = new FieldValue(name, value);
    if (kinds.get(name) != Kind.TEXT && !field.isMissingNumber()) {
      boolean hasComma = mayHaveCommas && COMMA_NUMBER.matcher(value.strip()).matches();
      Kind kind = hasComma ? commaKind(field) : kind(field);
      kinds.merge(name, kind, Kind::with);
    }
  }

  private static Kind commaKind(FieldValue value) {
    try {
      withDot(value).number();
      return Kind.COMMA_DOUBLE;
    } catch (MappingException e) {
      return Kind.TEXT;
    }
  }

  private static FieldValue withDot(FieldValue value) {
    return new FieldValue(value.field(), String.valueOf(value.value()).replace(',', '.'));
  }

  private static Kind kind(FieldValue value) {
    String text = String.valueOf(value.value()).strip();
    if (CODE.matcher(text).matches()) {
      return Kind.TEXT;
    }
    if (LONG.matcher(text).matches()) {
      return Kind.LONG;
    }
    try {
      value.number();
      return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
          ? Kind.TEXT
          : Kind.DOUBLE;
    } catch (MappingException e) {
      return Kind.TEXT;
    }
  }

  /** A name that Avro allows and no other column has. */
  private static String fieldName(String name, Set<String> taken) {
    String valid = name.replaceAll("[^A-Za-z0-9_]", "_");
    String start = Character.isDigit(valid.charAt(0)) ? "_" + valid : valid;
    String unique = start;
    for (int i = 2; !taken.add(unique); i++) {
      unique = start + "_" + i;
    }
    return unique;
  }

  private static Schema schema(String record, List<CsvColumn> columns) {
    SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record(record).fields();
    for (CsvColumn column : columns) {
      Schema.Type type =
          switch (column.kind()) {
            case LONG -> Schema.Type.LONG;
            case DOUBLE, COMMA_DOUBLE -> Schema.Type.DOUBLE;
            case TEXT -> Schema.Type.STRING;
          };
      Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(type));
      fields =
          fields
              .name(column.field())
              .doc("The column " + column.name())
              .type(union)
              .withDefault(null);
    }
    return fields.endRecord();
  }

  /** A record with a field for each column, whose doc has the column's name as it stands. */
  public Schema schema() {
    return schema;
  }

  /** How many rows were looked at. */
  public long rows() {
    return rows;
  }

  /** The field of each column, by the column's name as it stands. */
  public Map<String, String> fieldNames() {
    Map<String, String> names = new LinkedHashMap<>();
    columns.forEach(column -> names.put(column.name(), column.field()));
    return names;
  }

  /**
   * A row's record.
   *
   * @param line of the row, for the message
   * @throws UserException if a value is not of its column's type
   */
  public GenericRecord record(Map<String, String> row, long line) {
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < columns.size(); i++) {
      record.put(i, value(columns.get(i), row.get(columns.get(i).name()), line));
    }
    return record;
  }

  private Object value(CsvColumn column, String text, long line) {
    FieldValue value = new FieldValue(column.name(), text);
    try {
      return switch (column.kind()) {
        case TEXT -> value.isMissing() ? null : text;
        case DOUBLE -> value.isMissingNumber() ? null : (Object) value.number();
        case COMMA_DOUBLE -> value.isMissingNumber() ? null : (Object) withDot(value).number();
        case LONG -> value.isMissingNumber() ? null : (Object) wholeNumber(value, text);
      };
    } catch (MappingException e) {
      throw new UserException(
          "%s, line %d, column \"%s\": \"%s\" is not a %s, as those before it: mend the value, or"
                  .formatted(
                      path,
                      line,
                      Shown.text(column.name(), 60),
                      Shown.text(text, 40),
                      column.kind() == Kind.LONG ? "whole number" : "number")
              + " let more rows decide what the column is.",
          e);
    }
  }

  private static long wholeNumber(FieldValue value, String text) throws MappingException {
    if (!LONG.matcher(text.strip()).matches()) {
      throw value.refused("which is not a whole number");
    }
    return Long.parseLong(text.strip());
  }
}
