package dev.thalweg.integration.process;

import dev.thalweg.cli.Thalweg;
import dev.thalweg.cli.embedded.child.ClassArchives;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes that a service loads, archived (JEP 350) for all processes of all tests, and those of
 * the embedded broker and registry: without it loading and verifying them is a third of a start,
 * and the tests start a hundred processes. It is kept in {@code target}, and made anew when a jar
 * has changed. Whatever goes wrong with it, the processes run without.
 */
final class ClassArchive {
  private static final Path FILE = Path.of("target", "services.jsa").toAbsolutePath();
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final List<String> USING =
      List.of(
          "-XX:SharedArchiveFile=" + FILE,
          "-Xlog:cds=off",
          "-Xlog:cds+dynamic=off",
          "-D" + ClassArchives.FOLDER_PROPERTY + "=" + FILE.getParent());

  private static final List<String> MAKING =
      List.of(
          "-XX:ArchiveClassesAtExit=" + FILE,
          "-Xlog:cds=off",
          "-Xlog:cds+dynamic=off",
          "-D" + ClassArchives.MAKE_PROPERTY + "=" + FILE.getParent());

  private static boolean tried;

  private ClassArchive() {}

  /**
   * What a process is started with. The first who asks makes the archive, if there is none, and all
   * others wait for it: they would need longer without. Never where classes lie in folders, as in
   * an IDE.
   */
  static synchronized List<String> flags() {
    if (!tried) {
      tried = true;
      if (!isNewerThanEveryJar() && isProgramAJar()) {
        make();
      }
    }
    return Files.exists(FILE) ? USING : List.of();
  }

  private static boolean isProgramAJar() {
    String program = Thalweg.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return program.endsWith(".jar");
  }

  /** By a demo, which has all services in one process, and a stack of its own. */
  private static void make() {
    String[] demo = {
      "demo",
      "--source",
      "digits",
      "--samples",
      "640",
      "--snapshot-every",
      "320",
      "--rate",
      "max",
      "--port",
      "0",
      "--exit-when-done"
    };
    try {
      Files.deleteIfExists(FILE);
      Path home = Files.createTempDirectory("archive");
      try (ThalwegProcess making = ThalwegProcess.startWith(home, MAKING, jars(), demo)) {
        if (making.awaitExit(LONG) != 0) {
          Files.deleteIfExists(FILE); // of a part of the classes alone
        }
      }
      try (Stream<Path> all = Files.walk(home)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The jars of others alone, as an archive takes no folders, and this module's own classes lie in
   * a folder before they are packed.
   */
  static String jars() {
    return entries().filter(ClassArchive::isArchived).collect(joined());
  }

  /** The jars in the order of the archive, and then the rest. */
  static String classPath() {
    Stream<String> rest = entries().filter(entry -> !isArchived(entry));
    return Stream.concat(Stream.of(jars()), rest).collect(joined());
  }

  private static boolean isArchived(String entry) {
    return entry.endsWith(".jar") && !Path.of(entry).startsWith(FILE.getParent());
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
        .filter(ClassArchive::isArchived)
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
