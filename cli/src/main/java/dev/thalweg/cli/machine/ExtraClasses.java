package dev.thalweg.cli.machine;

import dev.thalweg.schemas.UserException;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Classes that Kafka's clients are told to use and the program does not have, such as a cloud's
 * login. Kafka looks for them with the thread's class loader, and a thread has that of the thread
 * that started it.
 */
public final class ExtraClasses {
  private static final String WILDCARD = "*";

  private ExtraClasses() {}

  /**
   * Lets this thread, and those that it starts from now on, find the classes of two class paths,
   * after the program's own. Both are written as Java has them, with {@code DIR/*} for all jars of
   * a folder.
   *
   * @param named by the user for this program, all of which must be there; or null
   * @param environments the environment's, of which anything may be missing; or null
   * @throws UserException where something that was named is not there
   */
  public static void use(String named, String environments) {
    List<URL> urls = new ArrayList<>();
    for (String entry : entries(named)) {
      List<URL> found = found(entry);
      if (found.isEmpty()) {
        throw new UserException(
            ("--class-path names %s, where there is no jar or folder of classes: give jars, folders"
                    + " or DIR/*, with '%s' between.")
                .formatted(entry, File.pathSeparator));
      }
      urls.addAll(found);
    }
    entries(environments).forEach(entry -> urls.addAll(found(entry)));
    if (!urls.isEmpty()) {
      Thread thread = Thread.currentThread();
      thread.setContextClassLoader(
          new URLClassLoader(urls.toArray(URL[]::new), ExtraClasses.class.getClassLoader()));
    }
  }

  private static List<String> entries(String classPath) {
    return classPath == null
        ? List.of()
        : Stream.of(classPath.split(File.pathSeparator)).filter(entry -> !entry.isBlank()).toList();
  }

  private static List<URL> found(String entry) {
    try {
      if (entry.equals(WILDCARD) || entry.endsWith(File.separator + WILDCARD)) {
        return jarsIn(Path.of(entry.substring(0, entry.length() - 1)));
      }
      Path path = Path.of(entry);
      return Files.exists(path) ? List.of(url(path)) : List.of();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  private static List<URL> jarsIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches("(?i).*\\.jar"))
          .sorted()
          .map(ExtraClasses::url)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static URL url(Path path) {
    try {
      return path.toAbsolutePath().toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("every file has a URL", e);
    }
  }
}
