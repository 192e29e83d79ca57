package dev.thalweg.mapping.csv;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Lets a row have so many characters and no more, without a byte order mark before the first. */
final class BoundedReader extends FilterReader {
  private static final char[] SEPARATORS = {',', ';', '\t'};

  private long left = CsvFile.ROW_CHARS_MAX;

  BoundedReader(Reader in) throws IOException {
    super(new BufferedReader(in));
    mark(1);
    if (read() != '\uFEFF') {
      reset();
    }
    beginRow();
  }

  /** A row is longer than any may be. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** A new row begins; what the parser has read ahead of it is counted with the row before. */
  void beginRow() {
    left = CsvFile.ROW_CHARS_MAX;
  }

  /** The separator of which the first line has most outside of quotes; a comma if it has none. */
  char separator() throws IOException {
    int[] counts = new int[SEPARATORS.length];
    mark(CsvFile.ROW_CHARS_MAX);
    boolean quoted = false;
    int chars = 0;
    for (int c = read(); c >= 0 && (quoted || c != '\n'); c = read()) {
      quoted ^= c == '"';
      for (int i = 0; i < SEPARATORS.length; i++) {
        counts[i] += !quoted && c == SEPARATORS[i] ? 1 : 0;
      }
      if (++chars == CsvFile.ROW_CHARS_MAX) {
        throw new TooLongException();
      }
    }
    reset();
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS[most];
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (left <= 0) {
      throw new TooLongException();
    }
    int count = super.read(buffer, offset, (int) Math.min(length, left));
    left -= Math.max(0, count);
    return count;
  }
}
