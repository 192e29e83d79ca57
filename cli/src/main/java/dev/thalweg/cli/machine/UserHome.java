package dev.thalweg.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * The user's home, under which native libraries are extracted and states are kept. A user without
 * an entry among the machine's users has none, and that of a service's user may be read-only.
 */
public final class UserHome {
  private static final String PROPERTY = "user.home";

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private UserHome() {}

  /** Puts a folder among the temporary ones in its place, where it can't be written. */
  public static void settle() {
    System.setProperty(
        PROPERTY,
        settled(System.getProperty(PROPERTY, ""), Path.of(System.getProperty("java.io.tmpdir"))));
  }

  static String settled(String home, Path temporary) {
    if (isWritable(home)) {
      return home;
    }
    try {
      return ownFolder(temporary).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return home; // whoever wants to write there says what to set
    }
  }

  private static boolean isWritable(String home) {
    try {
      Path path = Path.of(home);
      return path.isAbsolute() && Files.isDirectory(path) && Files.isWritable(path);
    } catch (InvalidPathException e) {
      return false; // its name has letters that the locale's character set lacks
    }
  }

  /**
   * The same at each start. Libraries are loaded from it: a folder that somebody else has made
   * there, or can write to, is not taken.
   */
  private static Path ownFolder(Path temporary) throws IOException {
    Path mine = Files.createTempFile(temporary, "thalweg", null);
    String user;
    try {
      user = Files.getOwner(mine).getName();
    } finally {
      Files.delete(mine);
    }
    Path folder = temporary.resolve("thalweg-" + user.replaceAll("[^A-Za-z0-9._-]", "_"));
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS_ALONE));
    }
    Set<PosixFilePermission> others =
        new HashSet<>(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
    others.removeAll(OWNERS_ALONE);
    String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
    boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    if (!isFolder || !others.isEmpty() || !owner.equals(user)) {
      throw new IOException(folder + " is somebody else's");
    }
    return folder;
  }
}
