package dev.thalweg.cli.demo.csv;

import dev.thalweg.mapping.csv.CsvFile;
import dev.thalweg.mapping.csv.CsvRecords;
import dev.thalweg.mapping.file.Nearest;
import dev.thalweg.mapping.file.Place;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.text.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * A CSV file as a table of typed columns, by all of its rows.
 *
 * @param sha256 of the file as it stands, in lower-case hex
 */
public record CsvTable(Path path, CsvRecords records, String sha256) {
  private static final String SCHEMA = "dev.thalweg.csv.Row";
  private static final int COLUMNS_SHOWN = 40;
  private static final int NAME_CHARS = 60;
  private static final int PIPELINE_CHARS = 40;
  private static final String PIPELINE_DEFAULT = "rows";

  /**
   * Reads all of a file once.
   *
   * @throws UserException if it is no CSV file, or has no rows
   */
  public static CsvTable read(Path path) {
    if (Files.isDirectory(path)) {
      throw new UserException("%s is a directory: name a CSV file in it.".formatted(path));
    }
    CsvRecords records = CsvRecords.infer(path, SCHEMA, Integer.MAX_VALUE);
    if (records.rows() == 0) {
      throw new UserException(
          "%s has a header and no rows: there is nothing to learn.".formatted(path));
    }
    return new CsvTable(path, records, digest(path));
  }

  private static String digest(Path path) {
    try (InputStream file = Files.newInputStream(path)) {
      DigestInputStream in = new DigestInputStream(file, MessageDigest.getInstance("SHA-256"));
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UserException("%s can't be read (%s).".formatted(path, e.getMessage()), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How many rows there are. */
  long rows() {
    return records.rows();
  }

  Schema schema() {
    return records.schema();
  }

  /** The file's name as a pipeline's, such as {@code air-quality} of {@code Air Quality.csv.gz}. */
  String pipelineName() {
    String name =
        path.getFileName()
            .toString()
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.gz$", "")
            .replaceFirst("\\.[a-z]+$", "")
            .replaceAll("[^a-z0-9]+", "-");
    String cut = name.substring(0, Math.min(PIPELINE_CHARS, name.length()));
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return trimmed.isEmpty() ? PIPELINE_DEFAULT : trimmed;
  }

  /**
   * The field of a column, which is named as it stands in the header.
   *
   * @throws UserException that names the columns, if there is none such
   */
  String field(String column) {
    Map<String, String> fields = records.fieldNames();
    String field = fields.get(column.strip());
    if (field == null && !fields.containsValue(column)) {
      throw new UserException(
          "%s has no column %s.%s %s"
              .formatted(
                  path,
                  Place.quoted(column),
                  Nearest.to(column, fields.keySet())
                      .map(near -> " Did you mean %s?".formatted(Place.quoted(near)))
                      .orElse(""),
                  columns()));
    }
    return field == null ? column : field;
  }

  /** A sentence that names the columns, such as {@code Its columns are a, b.} */
  String columns() {
    List<String> names = List.copyOf(records.fieldNames().keySet());
    String shown =
        names.stream()
            .limit(COLUMNS_SHOWN)
            .map(name -> Shown.text(name, NAME_CHARS))
            .collect(Collectors.joining(", "));
    int more = names.size() - COLUMNS_SHOWN;
    return "Its columns are %s%s."
        .formatted(shown, more > 0 ? " and %,d more".formatted(more) : "");
  }

  /** Does something with a row. */
  interface RowReader {
    /**
     * Is given a row.
     *
     * @param index from 0
     * @return false to be given no more
     */
    boolean read(long index, GenericRecord row);
  }

  /**
   * Hands over the rows in the file's order, from its beginning.
   *
   * @param most how many at most, if they are limited
   */
  void forEach(OptionalLong most, RowReader reader) {
    try (CsvFile file = CsvFile.open(path)) {
      long index = 0;
      for (Optional<Map<String, String>> row = file.next();
          row.isPresent() && index < most.orElse(Long.MAX_VALUE);
          row = file.next()) {
        if (!reader.read(index++, records.record(row.get(), file.line()))) {
          return;
        }
      }
    }
  }
}
