package dev.thalweg.mapping.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.text.Shown;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A CSV file, read row by row: UTF-8, gzipped or not, fields quoted as RFC 4180 says, lines that
 * end with CRLF or LF, a header line. The header tells the separator: comma, semicolon or tab,
 * whichever it has most of. A first column without a name is called {@value #ROW_ID}. Empty lines
 * are skipped.
 */
public final class CsvFile implements AutoCloseable {
  /** Most characters of a row. */
  public static final int ROW_CHARS_MAX = 1 << 20;

  /** The name of a first column that has none, as data frames write their rows' numbers. */
  public static final String ROW_ID = "row_id";

  private static final int COLUMNS_MAX = 10_000;
  private static final int GZIP_MAGIC = 0x1f8b;

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

  private final Path path;
  private final char separator;
  private final BoundedReader reader;
  private final CsvParser parser;
  private final List<String> header;
  private long line;

  private CsvFile(Path path, char separator, BoundedReader reader, CsvParser parser) {
    this.path = path;
    this.separator = separator;
    this.reader = reader;
    this.parser = parser;
    this.header = readHeader();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws UserException if there is none that can be read
   */
  public static CsvFile open(Path path) {
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(path));
      try {
        BoundedReader reader =
            new BoundedReader(
                new InputStreamReader(
                    isGzip(in) ? new GZIPInputStream(in) : in, UTF_8.newDecoder()));
        CsvParser parser = CSV.createParser((Reader) reader);
        char separator = reader.separator();
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
        return new CsvFile(path, separator, reader, parser);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(path, 1, e);
    }
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC;
  }

  private List<String> readHeader() {
    List<String> names =
        values().orElseThrow(() -> mistake("there is no header: name the columns in line 1."));
    List<String> stripped = new ArrayList<>(names.stream().map(String::strip).toList());
    if (stripped.get(0).isEmpty() && stripped.size() > 1) {
      stripped.set(0, ROW_ID);
    }
    Set<String> seen = new HashSet<>();
    if (stripped.size() > COLUMNS_MAX) {
      throw mistake("there are more than %,d columns: give fewer.".formatted(COLUMNS_MAX));
    }
    for (String name : stripped) {
      if (name.isEmpty()) {
        throw mistake("a column has no name: give each column one in the header.");
      }
      if (!seen.add(name)) {
        throw mistake(
            "two columns are named \"%s\": give each another name."
                .formatted(Shown.text(name, 60)));
      }
    }
    return List.copyOf(stripped);
  }

  /** The names of the columns, all different. */
  public List<String> header() {
    return header;
  }

  /** What stands between two values: a comma, a semicolon or a tab. */
  public char separator() {
    return separator;
  }

  /** The line on which the last row began, from 1. */
  public long line() {
    return line;
  }

  /**
   * The next row, its values by the names of their columns, in their order; empty at the end.
   *
   * @throws UserException if it has another number of columns, or can't be read
   */
  public Optional<Map<String, String>> next() {
    return values().map(this::row);
  }

  private Map<String, String> row(List<String> values) {
    if (values.size() != header.size()) {
      throw mistake(
          "the row has %,d columns and the header %,d: give it as many, and quote a value that has"
                  .formatted(values.size(), header.size())
              + " the separator in it.");
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      row.put(header.get(i), values.get(i));
    }
    return Collections.unmodifiableMap(row);
  }

  private Optional<List<String>> values() {
    reader.beginRow();
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      line = parser.currentLocation().getLineNr();
      List<String> values = new ArrayList<>();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        values.add(parser.getText());
      }
      return Optional.of(values);
    } catch (IOException e) {
      throw unreadable(path, parser.currentLocation().getLineNr(), e);
    }
  }

  private UserException mistake(String sentence) {
    return new UserException("%s, line %d: %s".formatted(path, Math.max(1, line), sentence));
  }

  private static UserException unreadable(Path path, long line, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new UserException("%s does not exist: name a CSV file.".formatted(path), e);
    }
    if (e instanceof CharacterCodingException) {
      return new UserException("%s is not UTF-8: save it as UTF-8.".formatted(path), e);
    }
    if (e instanceof EOFException || e instanceof ZipException) {
      return new UserException("%s is a damaged gzip file: fetch it again.".formatted(path), e);
    }
    if (e instanceof BoundedReader.TooLongException) {
      return new UserException(
          "%s, line %d: a row has more than %,d characters: close its quotes, or give shorter rows."
              .formatted(path, line, ROW_CHARS_MAX),
          e);
    }
    if (e instanceof JsonProcessingException json) {
      return new UserException(
          "%s, line %d: this is not CSV (%s): check the quotes."
              .formatted(path, line, Shown.text(json.getOriginalMessage(), 120)),
          e);
    }
    return new UserException(
        "%s can't be read (%s): check that it is a file and that you may read it."
            .formatted(path, e),
        e);
  }

  @Override
  public void close() {
    try {
      parser.close();
      reader.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
