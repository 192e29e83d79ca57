package dev.thalweg.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The demo's directory: one that was named and stays, or a temporary one that goes. */
public record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {
  private static final String STREAM_FILE = "demo-stream.txt";
  private static final String MAPPING_FILE = "demo-mapping.txt";
  private static final int SHA_SHOWN = 12;

  public static WorkDirectory of(Path named) {
    if (named != null) {
      return new WorkDirectory(named, false);
    }
    try {
      return new WorkDirectory(Files.createTempDirectory("thalweg-demo"), true);
    } catch (IOException e) {
      throw new UserException(
          "There is no room for a temporary directory (%s): give --dir DIR."
              .formatted(e.getMessage()),
          e);
    }
  }

  /** What is to be compared with an undisturbed run must begin with nothing. */
  public void requireNew() {
    try {
      Files.createDirectories(path);
      try (Stream<Path> entries = Files.list(path)) {
        if (entries.findAny().isPresent()) {
          throw new UserException(
              "The directory %s is not empty: name a new one with --dir.".formatted(path));
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private UserException unusable(IOException e) {
    return new UserException(
        "The directory %s can't be used (%s): give another --dir.".formatted(path, e.getMessage()),
        e);
  }

  /** A demo goes on only with the stream that it began with. */
  public void requireSameStream(String stream) {
    String before = first(STREAM_FILE, stream);
    if (!before.equals(stream)) {
      throw new UserException(
          "%s holds a demo of the stream \"%s\" (source, seed, pipeline, drift) and now gets \"%s\":"
                  .formatted(path, before, stream)
              + " go on with the same, or use another --dir.");
    }
  }

  /** And with samples that mean the same: by the sha256 of what makes them. */
  public void requireSameMapping(String sha256) {
    String before = first(MAPPING_FILE, sha256);
    if (!before.equals(sha256)) {
      throw new UserException(
          "%s holds samples that the mapping %s made, and now gets the mapping %s: numbers of two"
                  .formatted(path, shortened(before), shortened(sha256))
              + " meanings would be learned as one. Go on with the same, or use another --dir.");
    }
  }

  private static String shortened(String sha256) {
    return sha256.substring(0, Math.min(SHA_SHOWN, sha256.length()));
  }

  /** What a file says that the first run wrote: this, where it is the first. */
  private String first(String name, String text) {
    Path file = path.resolve(name);
    try {
      Files.createDirectories(path);
      if (Files.exists(file)) {
        return Files.readString(file, UTF_8).strip();
      }
      Files.writeString(file, text + System.lineSeparator(), UTF_8);
      return text;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A temporary directory that stays is the operating system's to sweep.
    }
  }
}
