package dev.thalweg.cli.embedded.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log, short enough for a message. */
public final class LogTail {
  private static final int BYTES_MAX = 16 * 1024;
  private static final int LINES_MAX = 5;
  private static final int CHARS_MAX = 300;

  private LogTail() {}

  /**
   * The last lines of {@code log} that are not frames of a stack trace, indented; empty if there
   * are none or it cannot be read.
   */
  public static String of(Path log) {
    List<String> lines = read(log).lines().filter(LogTail::says).toList();
    return lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()).stream()
        .map(line -> "  " + shortened(line.strip()))
        .collect(Collectors.joining("\n"));
  }

  private static String shortened(String line) {
    return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX) + "...";
  }

  private static boolean says(String line) {
    String text = line.strip();
    return !text.isEmpty() && !text.startsWith("at ") && !text.startsWith("... ");
  }

  private static String read(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      byte[] end = new byte[(int) Math.min(length, BYTES_MAX)];
      file.seek(length - end.length);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
