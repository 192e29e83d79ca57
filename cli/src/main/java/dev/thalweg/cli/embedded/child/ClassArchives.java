package dev.thalweg.cli.embedded.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The classes of children, archived (JEP 350): a child that finds its archive needs half the
 * processor time to start. Whoever starts this program says in system properties where archives are
 * ({@value #FOLDER_PROPERTY}), or that the children shall leave them there when they end ({@value
 * #MAKE_PROPERTY}). An archive of another virtual machine, or of jars that have changed since, is
 * ignored without a word.
 */
public final class ClassArchives {
  /** System property: the folder of the archives that there are. */
  public static final String FOLDER_PROPERTY = "thalweg.archives";

  /** System property: the folder in which the children leave their archives. */
  public static final String MAKE_PROPERTY = "thalweg.archives.make";

  /** Writing one takes a child some seconds. */
  private static final Duration MAKING_MAX = Duration.ofMinutes(2);

  private ClassArchives() {}

  /** The flags of the virtual machine for a child of this name; none where there is no archive. */
  public static List<String> flags(String child) {
    String make = System.getProperty(MAKE_PROPERTY);
    if (make != null) {
      return withoutWords("-XX:ArchiveClassesAtExit=" + file(make, child));
    }
    String folder = System.getProperty(FOLDER_PROPERTY);
    return folder != null && Files.exists(file(folder, child))
        ? withoutWords("-XX:SharedArchiveFile=" + file(folder, child))
        : List.of();
  }

  /** How long a child may take to end that usually ends within {@code usual}. */
  public static Duration patience(Duration usual) {
    return System.getProperty(MAKE_PROPERTY) == null ? usual : MAKING_MAX;
  }

  private static Path file(String folder, String child) {
    return Path.of(folder).toAbsolutePath().resolve(child + ".jsa");
  }

  private static List<String> withoutWords(String flag) {
    return List.of(flag, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }
}
