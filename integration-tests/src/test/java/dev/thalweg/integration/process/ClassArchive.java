package dev.thalweg.integration.process;

import dev.thalweg.cli.Thalweg;
import dev.thalweg.cli.embedded.child.ClassArchives;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes that a service loads, archived (JEP 350) for all processes of all tests, and those of
 * the embedded broker and registry: without it loading and verifying them is a third of a start,
 * and the tests start a hundred processes. It is kept in {@code target}, and made anew when a jar
 * has changed. Whatever goes wrong with it, the processes run without.
 */
public final class ClassArchive {
  private static final Path FILE = Path.of("target", "services.jsa").toAbsolutePath();
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private static final AtomicBoolean CLAIMED = new AtomicBoolean();

  private static volatile boolean usable = isNewerThanEveryJar();

  private ClassArchive() {}

  /**
   * True for the first who asks, where it has yet to be made: never where classes lie in folders,
   * as in an IDE.
   */
  public static boolean isYoursToMake() {
    String program = Thalweg.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return !usable && program.endsWith(".jar") && !CLAIMED.getAndSet(true);
  }

  /** What a process is started with. */
  static List<String> flags() {
    return usable
        ? List.of(
            "-XX:SharedArchiveFile=" + FILE,
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-D" + ClassArchives.FOLDER_PROPERTY + "=" + FILE.getParent())
        : List.of();
  }

  /** What the process that makes it is started with; it writes the archive when it ends. */
  static List<String> makingFlags() {
    try {
      Files.deleteIfExists(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        "-XX:ArchiveClassesAtExit=" + FILE,
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off",
        "-D" + ClassArchives.MAKE_PROPERTY + "=" + FILE.getParent());
  }

  /** To be called when the process that makes it has ended. */
  static void made() {
    usable = Files.exists(FILE);
  }

  /** The jars alone, as an archive takes no folders. */
  static String jars() {
    return entries().filter(entry -> entry.endsWith(".jar")).collect(joined());
  }

  /** The jars in the order of the archive, and then the folders. */
  static String classPath() {
    Stream<String> folders = entries().filter(entry -> !entry.endsWith(".jar"));
    return Stream.concat(Stream.of(jars()), folders).collect(joined());
  }

  private static Stream<String> entries() {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator));
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(File.pathSeparator);
  }

  private static boolean isNewerThanEveryJar() {
    if (!Files.exists(FILE)) {
      return false;
    }
    FileTime made = changed(FILE);
    return entries()
        .filter(entry -> entry.endsWith(".jar"))
        .allMatch(jar -> changed(Path.of(jar)).compareTo(made) < 0);
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
